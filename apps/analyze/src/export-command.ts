import type { CommandSpec } from "@flock-tools/cli/start";
import { EXPORT_OPTIONS, type ExportOptions } from "./export-options.ts";
import type { StandardStreams } from "./standard-streams.ts";

/** `pnpm export`, which writes to these streams where it is told to. */
export function createExportCommand(streams: StandardStreams): CommandSpec<ExportOptions> {
  return {
    name: "export",
    summary:
      "Writes all current rows of all miners, each with where it is from, as Parquet, CSV, Arrow or JSONL.",
    words: "[format]",
    optionsAfterWords: true,
    options: EXPORT_OPTIONS,
    examples: [
      { args: "parquet", means: "flock.parquet in this folder" },
      { args: "csv --uids 0,5,10-20 --out -", means: "some miners, to stdout" },
      { args: 'parquet --where "system is not null and n_turns >= 4"', means: "by SQL" },
      { args: "jsonl --sample 100 --seed 7", means: "100 rows, the same every time" },
      { args: "parquet --with-dupes", means: "with the clusters of copied rows" },
      { args: "parquet --layout hub", means: "a data set ready to push to Hugging Face" },
      { args: "jsonl --mix --validation 0.05", means: "for training" },
    ],
    notes: [
      "The columns: docs/export.md. SQL over the same rows: pnpm analyze sql.",
      "Exit codes: 0 ok, 1 failure, 2 usage, 7 integrity, 8 disk, 130 interrupted.",
    ],
    run: async (context) =>
      (await import("./export/run-export.ts")).runExport({ ...context, streams }),
  };
}
