import { resolve } from "node:path";
import type { CommandContext } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import { digestStore, openStore, readStoreIdentity } from "@flock-tools/store";

/** `pnpm dl digest`: one hash of a data folder. */
export function printDigest(context: CommandContext<{ readonly dataDir: string }>): number {
  const { options, output, cwd, sources, commandLine } = context;
  const dataDir = resolve(cwd, options.dataDir);
  const identity = readStoreIdentity(dataDir);
  if (identity === undefined) {
    const named = sources["dataDir"] === "flag" ? ["--data-dir", options.dataDir] : [];
    throw new UsageError(`${dataDir} holds no data yet`, {
      code: "STORE_EMPTY",
      next: `${commandLine("dl", named)}, or give the folder with --data-dir`,
    });
  }
  const store = openStore({ dataDir, ...identity });
  try {
    const digest = digestStore(store);
    output.data({ dataDir, ...identity, digest });
    output.result(digest);
    return 0;
  } finally {
    store.close();
  }
}
