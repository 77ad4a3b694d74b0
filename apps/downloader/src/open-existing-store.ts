import { resolve } from "node:path";
import type { CommandContext } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import {
  openStore,
  type OpenStoreOptions,
  readStoreIdentity,
  type Store,
  type StoreIdentity,
} from "@flock-tools/store";

export type ExistingStoreContext = Pick<
  CommandContext<{ readonly dataDir: string }>,
  "options" | "cwd" | "sources" | "commandLine" | "logger"
>;

/**
 * Opens the data folder without the chain: it knows which subnet it belongs to.
 *
 * @param options as `openStore` has them
 * @throws UsageError STORE_EMPTY if there is nothing in it; StoreError
 */
export function openExistingStore(
  { options, cwd, sources, commandLine, logger }: ExistingStoreContext,
  {
    purpose,
    evenIfDamaged,
  }: Pick<OpenStoreOptions, "evenIfDamaged"> & { readonly purpose: string },
): { readonly store: Store; readonly identity: StoreIdentity } {
  const dataDir = resolve(cwd, options.dataDir);
  const identity = readStoreIdentity(dataDir);
  if (identity === undefined) {
    const named = sources["dataDir"] === "flag" ? ["--data-dir", options.dataDir] : [];
    throw new UsageError(`${dataDir} holds no data yet`, {
      code: "STORE_EMPTY",
      next: `${commandLine("dl", named)}, or give the folder with --data-dir`,
    });
  }
  return { identity, store: openStore({ dataDir, ...identity, logger, purpose, evenIfDamaged }) };
}
