// The least that DuckDB needs for the same file without provenance: node bare.mjs ROWS.jsonl OUT SETTINGS [LEVEL]
// SETTINGS is a JSON object of DuckDB's own, LEVEL that of Zstandard (DuckDB's own is 3). Prints the figures of the process as
// JSON.
import { statSync } from "node:fs";
import { DuckDBInstance, version } from "@duckdb/node-api";
import { measureUsage } from "./measure-usage.mjs";

const [path, out, settings, level = "3"] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", JSON.parse(settings));
const connection = await instance.connect();
await connection.run(
  `COPY (
    SELECT * FROM read_json($1, format = 'newline_delimited', columns = {
      system: 'VARCHAR', conversations: 'STRUCT(role VARCHAR, content VARCHAR)[]'
    })
  ) TO '${out.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL ${Number(level)}, ROW_GROUP_SIZE 20480)`,
  [path],
);
const counted = await connection.runAndReadAll("SELECT count(*) FROM read_parquet($1)", [out]);
const [[rows]] = counted.getRows();
process.stdout.write(
  JSON.stringify({
    ...measureUsage(),
    rows: Number(rows),
    bytes: statSync(out).size,
    version: version(),
  }),
);
