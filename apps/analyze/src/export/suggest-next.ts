import { quoteArgument } from "@flock-tools/cli";
import type { ExportFormat } from "./export-context.ts";

export interface Written {
  readonly format: ExportFormat;
  /** Of the file, as a person in the current folder would write it. */
  readonly path: string;
  /** Whether Arrow was written in its format for streams. */
  readonly stream: boolean;
}

/** What to type to look at a file. */
export function suggestNext({ format, path, stream }: Written): string {
  switch (format) {
    case "parquet":
    case "csv":
      return `duckdb -c ${quoteCode(`from ${quoteSql(path)}`)}`;
    case "arrow":
      return `python3 -c ${quoteCode(`import polars; print(polars.read_ipc${stream ? "_stream" : ""}(${quotePython(path)}))`)}`;
    case "jsonl":
      return `head -n 1 ${quoteArgument(path)}`;
    default:
      return format satisfies never;
  }
}

/** What to type to load a folder with Hugging Face datasets. */
export function suggestLoad(folder: string, config: string): string {
  const code = `from datasets import load_dataset; print(load_dataset(${quotePython(folder)}, ${quotePython(config)}))`;
  return `python3 -c ${quoteCode(code)}`;
}

/** As one word of a shell: in double quotes where nothing in it means anything there, which is easier to read. */
function quoteCode(code: string): string {
  return /^[\w@%+=:,./()'; -]+$/.test(code) ? `"${code}"` : quoteArgument(code);
}

function quoteSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quotePython(text: string): string {
  return /^[\w@%+=:,./ -]+$/.test(text) ? `'${text}'` : JSON.stringify(text);
}
