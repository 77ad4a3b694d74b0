import { TabularError } from "../errors.ts";
import type { RowSource } from "../schema.ts";
import type { Target, WriteTableOptions, WrittenTable } from "../write/options.ts";

/**
 * - `duckdb`: Zstandard, dictionaries and statistics; native code.
 * - `hyparquet`: the same table without native code, at about twice the CPU.
 * - `parquetjs-lite`: flat columns alone; messages become JSON text. It refuses cells that it would damage.
 */
export type ParquetWriter = "duckdb" | "hyparquet" | "parquetjs-lite";

export interface WriteParquetOptions extends WriteTableOptions {
  /** Default `duckdb`, or `hyparquet` where DuckDB has no binary for this machine. */
  readonly writer?: ParquetWriter;
}

export interface WrittenParquet extends WrittenTable {
  /** Which one wrote it. */
  readonly writer: ParquetWriter;
}

/**
 * Writes rows as a Parquet file: Zstandard, row groups of about 20,480 rows (fewer where rows are long), every column
 * optional, times in UTC, messages as list<struct<role, content>>. The sign of a zero may get lost. The same rows make the same
 * bytes. DuckDB writes
 * in a thread of its own; `tempDir` needs room for the file where it writes to a stream.
 *
 * @throws TabularError TABULAR_TARGET_EXISTS, TABULAR_DISK, TABULAR_LOSSY, TABULAR_TOO_LARGE (DuckDB takes cells of 128 MB, and more
 * if they are few), or TABULAR_UNSUPPORTED if
 * `duckdb` is asked for and has no binary for this machine; TypeError for a cell that is not what its column holds; what
 * the rows throw; the abort reason
 */
export async function writeParquet(
  rows: RowSource,
  target: Target,
  { writer: wanted, ...options }: WriteParquetOptions,
): Promise<WrittenParquet> {
  options.signal?.throwIfAborted();
  const writer = wanted ?? ((await hasDuckdb()) ? "duckdb" : "hyparquet");
  const write = await LOADERS[writer]();
  return { ...(await write(rows, target, options)), writer };
}

type Write = (rows: RowSource, target: Target, options: WriteTableOptions) => Promise<WrittenTable>;

// Each is loaded when it is used.
const LOADERS: Readonly<Record<ParquetWriter, () => Promise<Write>>> = {
  duckdb: loadDuckdb,
  hyparquet: async () => (await import("./write-with-hyparquet.ts")).writeWithHyparquet,
  "parquetjs-lite": async () => (await import("./write-with-lite.ts")).writeWithLite,
};

async function loadDuckdb(): Promise<Write> {
  try {
    await import("@duckdb/node-bindings");
    return (await import("./write-with-duckdb.ts")).writeWithDuckdb;
  } catch (cause) {
    const message = "DuckDB cannot be loaded on this machine";
    const details = cause instanceof Error ? cause.message : String(cause);
    const next = "use the writer hyparquet";
    throw new TabularError("TABULAR_UNSUPPORTED", message, { details, next, cause });
  }
}

function hasDuckdb(): Promise<boolean> {
  return loadDuckdb().then(
    () => true,
    () => false,
  );
}
