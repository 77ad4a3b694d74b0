import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { readOutline } from "@flock-tools/tabular";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const world = createWorld("demo");
const folder = createFolder();
const cwd = folder.path;
beforeAll(() => syncWorld(world, cwd));
afterAll(() => folder[Symbol.dispose]());

const run = (...args: readonly string[]): Promise<AppResult> => runApp(["sql", ...args], { cwd });

/** Rows of a statement, as lists of values. */
async function ask(statement: string): Promise<unknown[][]> {
  const result = await run(statement, "--json");
  if (result.code !== 0) throw new Error(result.stderr);
  const { rows } = readData(result) as { readonly rows: readonly object[] };
  return rows.map((row) => Object.values(row) as unknown[]);
}

describe("analyze sql", () => {
  it("answers about rows, neurons, commitments and verdicts", async () => {
    expect(await ask("select count(*), count(distinct uid), min(row_index) from rows")).toEqual([
      [3_500, 35, 0],
    ]);
    expect(await ask("select count(*), min(uid), max(observed_block) from neurons")).toEqual([
      [64, 0, 7_000_000],
    ]);
    const totals = "select verdict, count(*) from verdicts group by all order by 2 desc, 1";
    expect(await ask(totals)).toEqual([
      ["no-data", 28],
      ["eligible", 18],
      ["duplicate", 9],
      ["invalid", 9],
    ]);
    const valid = "select count(*) from commitments where is_current and status = 'valid'";
    expect(await ask(valid)).toEqual([
      [world.truth.miners.filter((one) => /:.+:/.test(one.commitmentText ?? "")).length],
    ]);
    const joined = await ask(
      "select count(*) from rows join verdicts using (uid, revision) where verdict = 'duplicate'",
    );
    expect(joined).toEqual([[900]]);
  });

  it.each([
    ["select n_turns, system, raw from rows order by uid, row_index limit 3", [4, null, null]],
    ["select #17, #14 from rows order by uid, row_index limit 3", [4, null]],
    ["select r.n_turns from rows r semi join neurons using (uid) order by r.uid, row_index", [4]],
    ["with x as (from rows) select n_turns from x order by uid, row_index", [4]],
    ["select count(system) > 0, count(conversations) from rows", [true, 3_499]],
    ["select columns('n_t.*') from rows order by uid, row_index", [4]],
  ])("reads what it needs: %s", async (statement, first) => {
    expect((await ask(statement))[0]).toEqual(first);
  });

  it("prints a table, NULL as such, long cells cut", async () => {
    const { code, stdout, stderr } = await run(
      "select 7 as n, null as nothing, repeat('x', 100) as long",
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      [
        "n  nothing  long",
        `7     NULL  ${"x".repeat(60)}…`,
        "1 row",
        "cells are cut at 60 characters; --format csv or json has them whole",
        "",
      ].join("\n"),
    );
    const many = await run("from range(2000)");
    expect(many.stdout).toMatch(/\n *999\nthe first 1,000 rows; --format csv or json has all\n$/);
  });

  it("takes a statement from stdin", async () => {
    const { code, stdout } = await runApp(["sql"], { cwd, input: "select 1 as one;\n" });
    expect([code, stdout]).toEqual([0, "one\n  1\n1 row\n"]);
    const nothing = await run();
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringMatching(/no statement/)]);
  });

  it("prints CSV and JSON, and writes files in whole", async () => {
    const statement = "select 1 as a, '=1+1' as b union all select 2, 'é'";
    const csv = await run(statement, "--format", "csv");
    expect(csv.stdout).toBe("a,b\n1,'=1+1\n2,é\n");
    const json = await run(statement, "--format", "json");
    expect(JSON.parse(json.stdout)).toEqual([
      { a: 1, b: "=1+1" },
      { a: 2, b: "é" },
    ]);
    for (const [name, text] of [
      ["x.csv", csv.stdout],
      ["x.json", json.stdout],
    ] as const) {
      const { code, stdout } = await run(statement, "--out", name);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^2 rows to x\./)]);
      expect(readFileSync(join(cwd, name), "utf8")).toBe(text);
    }
    expect((await run(statement, "--out", "x.parquet")).code).toBe(0);
    const { rows, columns } = await readOutline(join(cwd, "x.parquet"));
    expect([rows, columns.map(({ path }) => path)]).toEqual([2, ["a", "b"]]);
    const again = await run(statement, "--out", "x.csv");
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/^error: x\.csv exists/)]);
    expect((await run(statement, "--out", "x.csv", "--force")).code).toBe(0);
    expect(JSON.parse((await run("select 1 where false", "--format", "json")).stdout)).toEqual([]);
  });

  it.each([
    ["select * from read_text('/etc/passwd')", /not allowed/],
    ["from 'secret.csv'", /./],
    ["copy rows to 'out.csv'", /COPY is not allowed/],
    ["install httpfs", /INSTALL is not allowed/],
    ["attach 'x.db'", /ATTACH is not allowed/],
    ["set threads = 8", /SET is not allowed/],
    ["select 1; select 2", /one statement/],
    ["select nosuch from neurons", /no column nosuch/],
    ["from neuron", /no table neuron/],
    ["select from where", /cannot be understood/],
  ])("refuses %s", async (statement, message) => {
    writeFileSync(join(cwd, "secret.csv"), "top,secret\n");
    const { code, stdout, stderr } = await run(statement);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/\nnext: /);
    expect(stderr).not.toContain("secret\n");
  });

  it.each([
    [["select", "1"], /a statement is one argument: got 2/],
    [["select 1", "--out", "x"], /--out needs csv, json or parquet/],
    [["select 1", "--json", "--format", "csv"], /--json and --format/],
    [["select 1", "--format", "xml"], /--format: must be one of table, csv, json, parquet/],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it("points to its own help", async () => {
    const { stderr } = await run("select 1", "--format", "xml");
    expect(stderr).toMatch(/next: pnpm analyze sql --help\n$/);
  });
});
