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
 * optional, times in UTC, messages as list<struct<role, content>>. The same rows make the same bytes.
 *
 * @throws TabularError TABULAR_TARGET_EXISTS, TABULAR_DISK, TABULAR_LOSSY, TABULAR_TOO_LARGE; TypeError for a cell that
 * is not what its column holds; what the rows throw; the abort reason
 */
export async function writeParquet(
  rows: RowSource,
  target: Target,
  { writer, ...options }: WriteParquetOptions,
): Promise<WrittenParquet> {
  options.signal?.throwIfAborted();
  const { writeWithDuckdb } = await import("./write-with-duckdb.ts");
  return { ...(await writeWithDuckdb(rows, target, options)), writer: writer ?? "duckdb" };
}
