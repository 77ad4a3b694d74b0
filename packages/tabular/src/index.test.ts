import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "DUPE_COLUMNS",
    "FOLDER_MANIFEST",
    "ROW_COLUMNS",
    "TabularError",
    "createRowSchema",
    "declareTable",
    "filterRows",
    "listColumns",
    "listTables",
    "loadTable",
    "nameManifest",
    "openDatabase",
    "openTarget",
    "readOutline",
    "readTextColumn",
    "runQuery",
    "toTurns",
    "writeArrow",
    "writeCsv",
    "writeFolder",
    "writeJsonl",
    "writeManifest",
    "writeParquet",
  ]);
});

it("loads DuckDB for the first file, and not before", async () => {
  const { cache } = createRequire(import.meta.url);
  const isLoaded = (): boolean => Object.keys(cache).some((path) => path.includes("@duckdb"));
  expect(isLoaded()).toBe(false);
  await barrel.readOutline(fileURLToPath(new URL("../testing/data/zstd.parquet", import.meta.url)));
  expect(isLoaded()).toBe(true);
});
