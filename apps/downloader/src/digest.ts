import type { CommandContext } from "@flock-tools/cli";
import { digestStore } from "@flock-tools/store";
import { openExistingStore } from "./open-existing-store.ts";

/** `pnpm dl digest`: one hash of a data folder. */
export function printDigest(context: CommandContext<{ readonly dataDir: string }>): number {
  const { output } = context;
  const { store, identity } = openExistingStore(context, { purpose: "pnpm dl digest" });
  try {
    const digest = digestStore(store);
    output.data({ dataDir: store.dataDir, ...identity, digest });
    output.result(digest);
    return 0;
  } finally {
    store.close();
  }
}
