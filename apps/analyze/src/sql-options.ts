import { type OptionSpecs, parseChoice, parsePath } from "@flock-tools/cli/start";
import { DATA_DIR } from "./export-options.ts";

export interface SqlOptions {
  readonly dataDir: string;
  readonly format: "table" | "csv" | "json" | "parquet" | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
}

export const SQL_OPTIONS: OptionSpecs<SqlOptions> = {
  dataDir: { ...DATA_DIR, group: "What is asked:" },
  format: {
    flags: "--format <name>",
    description: "table, csv, json (one list of objects) or parquet",
    parse: parseChoice(["table", "csv", "json", "parquet"] as const),
    fallbackText: "by the ending of --out, else table",
    group: "Output:",
  },
  out: {
    flags: "--out <file>",
    description: "write the rows there; - for stdout",
    parse: parsePath,
    group: "Output:",
  },
  force: { flags: "--force", description: "replace a file that is there", group: "Output:" },
};
