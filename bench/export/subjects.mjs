// What is compared: each as a script that writes one file and prints its figures.
import { join } from "node:path";

const bare = (settings, ...level) => ({
  script: "bare.mjs",
  args: ({ folder, out }) => [join(folder, "rows.jsonl"), out, JSON.stringify(settings), ...level],
});
const ours = (...format) => ({
  script: "ours.mjs",
  args: ({ folder, out }) => [folder, out, ...format],
});

export const SUBJECTS = [
  { name: "bare", title: "bare DuckDB COPY, 1 thread", ...bare({ threads: "1" }) },
  {
    name: "bare-same",
    title: "bare DuckDB COPY, the settings of ours",
    ...bare({
      threads: "1",
      memory_limit: "1473741824B",
      temp_directory: "",
      enable_external_file_cache: "false",
      preserve_insertion_order: "false",
      allocator_bulk_deallocation_flush_threshold: "64MB",
    }),
  },
  {
    name: "bare-fast",
    title: "bare DuckDB COPY, 1 thread, Zstandard level 1 as ours",
    ...bare({ threads: "1" }, "1"),
  },
  { name: "parquet", title: "Parquet, DuckDB", ...ours("parquet", "duckdb") },
  { name: "hyparquet", title: "Parquet, hyparquet-writer", ...ours("parquet", "hyparquet") },
  {
    name: "parquetjs-lite",
    title: "Parquet, parquetjs-lite (conversations as JSON text)",
    ...ours("parquet", "parquetjs-lite"),
  },
  { name: "csv", title: "CSV", ...ours("csv") },
  { name: "arrow", title: "Arrow file", ...ours("arrow", "file") },
  { name: "arrow-stream", title: "Arrow stream", ...ours("arrow", "stream") },
  { name: "jsonl", title: "JSONL", ...ours("jsonl") },
];
