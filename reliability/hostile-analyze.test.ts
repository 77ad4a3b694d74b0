import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, startDevnet } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findFormula, findUnsafeText } from "./testing/find-unsafe-text.ts";
import {
  createHostilePlace,
  type HostilePlace,
  type MeasuredResult,
} from "./testing/hostile-place.ts";

const HARM = "\u001B]0;pwned\u0007\u009B2J\u202E\u2028";

const world = createWorld("hostile");

let place: HostilePlace;
let before: string[];

/** Of the miner whose rows have hostile text in every place. */
const uid = world.truth.miners.find(({ hostile }) => hostile === "text in rows")?.uid ?? 0;

beforeAll(async () => {
  await using devnet = await startDevnet({ world });
  place = createHostilePlace(devnet);
  const args = ["--eval", "--quiet", "--max-bytes", "5MB", "--all-files"];
  const { code, stderr } = await place.run("downloader", args);
  if (code !== 0) throw new Error(stderr);
  before = place.list(["data"]);
});

afterAll(() => place.remove());

async function analyze(...args: readonly string[]): Promise<MeasuredResult> {
  const result = await place.run("analyze", args);
  expect([result.code, result.stderr]).toEqual([0, expect.any(String)]);
  expect(findUnsafeText(result.stdout)).toBeUndefined();
  expect(findUnsafeText(result.stderr)).toBeUndefined();
  return result;
}

/** Reads what a command has written, by the name below `folder`. */
function readAll(folder: string): Map<string, Buffer> {
  const entries = readdirSync(join(place.cwd, folder), { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(join(place.cwd, folder).length + 1), readFileSync(path)]),
  );
}

function expectNothingBut(...allowed: readonly string[]): void {
  expect(place.list(["data", ...allowed])).toEqual(before);
}

describe("what is said about hostile rows", () => {
  it("content: output of analyze dupes and its report", async () => {
    await analyze("dupes", "--near", "--verbose");
    await analyze("dupes", "data/miner_datasets", "--json");
    await analyze("dupes", "--near", "--replay", "3", "--out", "dupes");
    const files = readAll("dupes");
    expect([...files.keys()]).toEqual(expect.arrayContaining(["miners.csv", "report.json"]));
    for (const [name, bytes] of files) {
      expect([name, findUnsafeText(bytes)]).toEqual([name, undefined]);
      if (!name.endsWith(".csv")) continue;
      expect([name, findFormula(bytes.toString())]).toEqual([name, undefined]);
    }
    expectNothingBut("dupes");
  });

  it("content: output of analyze near and its report", async () => {
    const { stderr } = await analyze("near", "data/miner_datasets", "--out", "near");
    expect(stderr).toMatch(/^warning: .* looks like binary data: it is left out$/m);
    for (const [name, bytes] of readAll("near")) {
      expect([name, findUnsafeText(bytes)]).toEqual([name, undefined]);
      if (!name.endsWith(".csv")) continue;
      expect([name, findFormula(bytes.toString())]).toEqual([name, undefined]);
    }
    expectNothingBut("dupes", "near");
  });

  it("content: output of analyze pair, row and sql", async () => {
    await analyze("pair", String(uid), String(uid + 20));
    const rows = readFileSync(join(place.cwd, `data/miner_datasets/miner_${uid}/data.jsonl`));
    const lines = rows.toString().split("\n");
    for (const line of [lines[6], lines[8], lines[40]]) {
      const hash = createHash("sha256")
        .update(line ?? "")
        .digest("hex");
      const { stdout } = await analyze("row", hash);
      expect(stdout).toContain("enemy/files-0");
    }
    const statement = `select * from rows where uid in (${uid}, ${uid + 7}, ${uid + 12})`;
    for (const format of [[], ["--format", "json"], ["--json"]]) {
      await analyze("sql", statement, ...format);
    }
    await analyze("sql", "select * from commitments");
    const refused = await place.run("analyze", ["sql", `select "${HARM}" from rows`]);
    expect([refused.code, findUnsafeText(refused.stderr)]).toEqual([2, undefined]);
    const missing = await place.run("analyze", ["near", `${HARM}.jsonl`]);
    expect([missing.code, findUnsafeText(missing.stderr)]).toEqual([2, undefined]);
  });
});

describe("what hostile rows are exported as", () => {
  it.each([
    [["parquet", "--json"]],
    [["csv", "--with-dupes"]],
    [["csv", "--shape", "turns", "--excel", "--out", "turns.csv"]],
    [["arrow"]],
    [["jsonl"]],
    [["jsonl", "--mix", "--out", "mix"]],
    [["parquet", "--layout", "hub", "--out", "hub"]],
    [["csv", "--dry-run"]],
  ])("content: exports, %j", async (args) => {
    const { stdout } = await analyze("export", ...args);
    expect(stdout).toMatch(/rows|messages/);
  });

  it("content: cards and manifests of exports, and no cell that begins a formula", () => {
    const written = [...readAll("")].filter(([path]) => !path.startsWith("data/"));
    const texts = written.filter(([path]) =>
      /(?:\.md|\.manifest\.json|manifest\.json)$/.test(path),
    );
    expect(texts.length).toBeGreaterThanOrEqual(8);
    for (const [path, bytes] of texts) {
      expect([path, findUnsafeText(bytes)]).toEqual([path, undefined]);
    }
    const tables = written.filter(([path]) => path.endsWith(".csv"));
    expect(tables.length).toBeGreaterThanOrEqual(2);
    for (const [path, bytes] of tables) {
      expect([path, findFormula(bytes.toString())]).toEqual([path, undefined]);
    }
  });

  it("content: exports leave nothing elsewhere, and folders have plain names", () => {
    const names = ["parquet", "csv", "arrow", "jsonl"].map((ending) => `flock.${ending}`);
    const files = [...names, "turns.csv"].flatMap((name) => [name, `${name}.manifest.json`]);
    expectNothingBut("dupes", "near", "mix", "hub", ...files);
    const paths = [...readAll("hub").keys()];
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter((path) => !/^[a-zA-Z0-9._/-]+$/.test(path))).toEqual([]);
    expect(paths.filter((path) => path.split("/").includes(".."))).toEqual([]);
  });
});
