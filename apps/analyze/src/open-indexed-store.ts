import { resolve } from "node:path";
import { type CommandContext, formatCount, safe } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import { indexStore } from "@flock-tools/flock";
import { openStore, readStoreIdentity, type Store } from "@flock-tools/store";
import type { RowOptions } from "./options.ts";
import { dataDirArguments } from "./source-arguments.ts";

/**
 * The store in `dataDir`, with an index of every file in it.
 *
 * @throws UsageError STORE_EMPTY if there is none; StoreError; the abort reason
 */
export async function openIndexedStore(
  context: CommandContext<RowOptions>,
  dataDir: string,
): Promise<Store> {
  const { cwd, signal, logger, output, commandLine } = context;
  const folder = resolve(cwd, dataDir);
  const identity = readStoreIdentity(folder);
  if (identity === undefined) {
    throw new UsageError(`${folder} holds no data yet`, {
      code: "STORE_EMPTY",
      next: `${commandLine("dl", ["--eval", ...dataDirArguments(context)])}, or give the folder with --data-dir`,
    });
  }
  const store = openStore({ dataDir: folder, ...identity, logger });
  try {
    const { damaged } = await indexStore(store, {
      signal,
      onProgress: ({ doneBlobs, totalBlobs }) =>
        output.status(
          safe`reading rows: ${formatCount(doneBlobs)} of ${formatCount(totalBlobs)} files`,
        ),
    });
    for (const sha256 of damaged) output.warn(`the stored file ${sha256} is damaged: left out`);
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}
