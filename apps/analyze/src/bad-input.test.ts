import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { JudgementReport } from "@flock-tools/flock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeMiner } from "./describe-miner.ts";
import { createMemoryProbe } from "../testing/measure-memory.ts";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";

const GIGABYTE = 1_000_000_000;

function rows(from: number, until: number): string {
  return Array.from({ length: until - from }, (_, index) => `{"n": ${from + index}}\n`).join("");
}

/** Rows that Python reads, if in its own way, and that stand in the pool as it prints them. */
const ODD_ROWS = {
  nan: ['{"x": NaN}', '{"x":NaN}'],
  infinite: ['{"x": Infinity}', '{"x":1e400}'],
  "lone surrogate": [String.raw`{"x": "\ud800"}`, String.raw`{"x":"\uD800"}`],
  "duplicate key": ['{"x": 2}', '{"x": 1, "x": 2}'],
  __proto__: ['{"__proto__": 1, "x": 3}', '{"x": 3, "__proto__": 1}'],
  "4,300 digits": [`{"x": ${"9".repeat(4_300)}}`, `{"x":${"9".repeat(4_300)}}`],
  nested: [
    `{"x": ${"[".repeat(800)}${"]".repeat(800)}}`,
    `{"x":${"[".repeat(800)}${"]".repeat(800)}}`,
  ],
} as const;

const POOL =
  rows(0, 2_000) +
  Object.values(ODD_ROWS)
    .map(([printed]) => `${printed}\n`)
    .join("");

const GOOD = rows(100, 200);
const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`;

interface BadFile {
  readonly name: string;
  /** None: there is a folder without a file. */
  readonly bytes?: string | Uint8Array;
  readonly verdict: string;
  readonly why: RegExp;
}

const FILES: readonly BadFile[] = [
  { name: "missing", verdict: "no-data", why: /^there is no data\.jsonl$/ },
  { name: "empty", bytes: "", verdict: "eligible", why: /^no rows: / },
  {
    name: "binary",
    bytes: Uint8Array.from({ length: 4096 }, (_, index) => (index * 37) % 256),
    verdict: "invalid",
    why: /line 1, byte .*; it looks like binary data$/,
  },
  {
    name: "gzip",
    bytes: gzipSync(GOOD),
    verdict: "invalid",
    why: /\(UnicodeDecodeError\); it looks like gzip$/,
  },
  {
    name: "LFS pointer",
    bytes: LFS,
    verdict: "invalid",
    why: /line 1, byte 0: Expecting value \(JSONDecodeError\); it looks like a Git LFS pointer/,
  },
  {
    name: "UTF-16",
    bytes: Buffer.from(`\ufeff${GOOD}`, "utf16le"),
    verdict: "invalid",
    why: /\(UnicodeDecodeError\); it looks like UTF-16$/,
  },
  {
    name: "byte order mark",
    bytes: `\ufeff${GOOD}`,
    verdict: "invalid",
    why: /\(JSONDecodeError\); it looks like UTF-8 with a byte order mark$/,
  },
  {
    name: "one bad line",
    bytes: `${rows(300, 1_300)}{"n": }\n`,
    verdict: "invalid",
    why: /^the file cannot be read: line 1001, byte \d+: Expecting value \(JSONDecodeError\)$/,
  },
  {
    name: "a million levels",
    bytes: `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}\n`,
    verdict: "invalid",
    why: /nested deeper than 1500 levels \(RecursionError\)$/,
  },
  {
    name: "a thousand levels",
    bytes: `${"[".repeat(1_000)}${"]".repeat(1_000)}\n`,
    verdict: "undecidable",
    why: /^whether the file can be read is open: .* 1000 levels deep/,
  },
  {
    name: "5,000 digits",
    bytes: `${GOOD}{"n": ${"1".repeat(5_000)}}\n`,
    verdict: "invalid",
    why: /line 101, .*\(ValueError\)$/,
  },
  ...Object.entries(ODD_ROWS).map(([name, [, written]]) => ({
    name,
    bytes: `${written}\n`,
    verdict: "eligible",
    why: /^1 row counts, all from the pool/,
  })),
  { name: "NaN outside the pool", bytes: "NaN\n", verdict: "invalid", why: /^1 row .* not in the/ },
  { name: "honest", bytes: rows(1_000, 1_100), verdict: "eligible", why: /^100 rows count/ },
];

const HUGE = FILES.length;

const folder = createFolder();
const probe = createMemoryProbe(folder.path);
let result: AppResult;
let report: JudgementReport;
beforeAll(async () => {
  for (const [uid, { bytes }] of FILES.entries()) {
    mkdirSync(join(folder.path, `miner_${uid}`));
    if (bytes !== undefined) writeFileSync(dataFile(uid), bytes);
  }
  mkdirSync(join(folder.path, `miner_${HUGE}`));
  writeHugeLine(dataFile(HUGE));
  writeFileSync(join(folder.path, "pool.jsonl"), POOL);
  const args = ["dupes", ".", "--pool", "pool.jsonl", "--json"];
  result = await runApp(args, { cwd: folder.path, nodeArgs: probe.nodeArgs });
  report = readData(result) as JudgementReport;
});
afterAll(() => folder[Symbol.dispose]());

describe("files that are not what they should be", () => {
  it.each(FILES.map((file, uid) => ({ uid, ...file })))(
    "$name: $verdict",
    ({ uid, verdict, why }) => {
      expect(report.miners.find((miner) => miner.uid === uid)?.verdict).toBe(verdict);
      expect(readWhy(uid)).toMatch(why);
    },
  );

  it("says of a line of 1 GB that it is too long to tell", () => {
    expect(report.miners.find(({ uid }) => uid === HUGE)?.verdict).toBe("undecidable");
    expect(readWhy(HUGE)).toMatch(/line 2, byte \d+: \d+ bytes in one line, more than the cap of/);
  });

  it("never holds more than 300 MB", () => {
    expect(probe.readPeak()).toBeLessThan(300_000_000);
  });

  it("convicts nobody of them, and ends as usual", () => {
    expect([result.code, result.stderr, report.convictions]).toEqual([0, "", []]);
    expect(report.miners).toHaveLength(FILES.length + 1);
  });
});

function dataFile(uid: number): string {
  return join(folder.path, `miner_${uid}`, "data.jsonl");
}

function writeHugeLine(path: string): void {
  const file = openSync(path, "w");
  const chunk = Buffer.alloc(10_000_000, "x");
  writeSync(file, `${rows(1_500, 1_501)}{"n": "`);
  for (let written = 0; written < GIGABYTE; written += chunk.length) writeSync(file, chunk);
  writeSync(file, '"}\n');
  closeSync(file);
}

/** What people read: `describeMiner` is what every output goes by. */
function readWhy(uid: number): string {
  const miner = report.miners.find((one) => one.uid === uid);
  return miner === undefined ? "" : describeMiner(miner);
}
