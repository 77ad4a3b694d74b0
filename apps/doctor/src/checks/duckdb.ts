import type { Check, Examination, Finding } from "../check.ts";
import { runProbe } from "../run-probe.ts";

export const DUCKDB: Check = { name: "duckdb", area: "machine", run: checkDuckdb };

async function checkDuckdb(examination: Examination): Promise<Finding> {
  await runProbe({ name: "duckdb" }, examination);
  return { status: "ok", seen: "DuckDB loads, and answers" };
}
