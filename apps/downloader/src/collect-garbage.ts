import { type CommandContext, formatBytes, formatCount, padWidth, safe } from "@flock-tools/cli";
import { collectGarbage, type FileSum, type Garbage } from "@flock-tools/store";
import { openExistingStore } from "./open-existing-store.ts";
import type { GarbageOptions } from "./options.ts";

/** `pnpm dl gc`: deletes what nothing in the data folder refers to. */
export async function printGarbage(context: CommandContext<GarbageOptions>): Promise<number> {
  const { options, output, signal, commandLine } = context;
  const { dryRun, quiet } = options;
  const { store } = openExistingStore(context, { purpose: "pnpm dl gc", evenIfDamaged: true });
  try {
    const garbage = await collectGarbage(store, { dryRun, signal });
    output.data({ dataDir: store.dataDir, dryRun, ...garbage });
    const total = sumUp(garbage);
    const verb = dryRun ? "to delete" : "deleted";
    output.result(`${verb}: ${formatSum(total)}${formatIndexes(garbage.rowIndexes)}`);
    if (quiet) return 0;
    for (const [label, sum] of listParts(garbage)) {
      if (sum.files > 0) output.result(safe`  ${padWidth(label, 24)}${formatSum(sum)}`);
    }
    if (garbage.kept.files > 0) {
      output.note(
        `${formatSum(garbage.kept)} in quarantine are kept: nothing whole is in their place. ${commandLine("dl", ["--verify"])} tries to fetch it`,
      );
    }
    if (dryRun && total.files + garbage.rowIndexes > 0) {
      output.result(safe`next: ${context.rerun.replace(/ --dry-run(?= |$)/, "")}`);
    }
    return 0;
  } finally {
    store.close();
  }
}

function listParts(garbage: Garbage): (readonly [string, FileSum])[] {
  return [
    ["files nobody refers to", garbage.orphans],
    ["unfinished downloads", garbage.partials],
    ["left by dead processes", garbage.leftovers],
    ["damaged and replaced", garbage.quarantine],
  ];
}

function sumUp({ orphans, partials, leftovers, quarantine }: Garbage): FileSum {
  const all = [orphans, partials, leftovers, quarantine];
  return {
    files: all.reduce((sum, { files }) => sum + files, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function formatSum({ files, bytes }: FileSum): string {
  return `${formatCount(files)} ${files === 1 ? "file" : "files"}, ${formatBytes(bytes)}`;
}

function formatIndexes(count: number): string {
  return count === 0 ? "" : `, ${formatCount(count)} ${count === 1 ? "index" : "indexes"} of rows`;
}
