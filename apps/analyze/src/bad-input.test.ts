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

const FORTY_MB = 40_000_000;

/** Files whose last line is longer than what is held of one: after so many rows, a string and what follows it. */
const HUGE_FILES = [
  {
    name: "a row of 1 GB",
    size: GIGABYTE,
    from: 1_500,
    count: 1,
    end: '"}\n',
    verdict: "invalid",
    why: /^1 row of the 2 that count is not in the evaluation pool$/,
  },
  {
    name: "a long row with a fault at its end",
    size: FORTY_MB,
    from: 1_600,
    count: 1,
    end: '"]\n',
    verdict: "invalid",
    why: /^the file cannot be read: line 2, byte 400000\d\d: Expecting ',' delimiter/,
  },
  {
    name: "a long row behind those that count",
    size: FORTY_MB,
    from: 400,
    count: 100,
    end: '"}\n',
    verdict: "eligible",
    why: /^100 rows count, all from the pool/,
  },
  {
    name: "a long row that Python prints as a few bytes",
    size: FORTY_MB,
    from: 1_700,
    count: 99,
    end: '", "n": 1999}\n',
    verdict: "eligible",
    why: /^100 rows count, all from the pool/,
  },
] as const;

const folder = createFolder();
const probe = createMemoryProbe(folder.path);
let result: AppResult;
let report: JudgementReport;
beforeAll(async () => {
  for (const [uid, { bytes }] of FILES.entries()) {
    mkdirSync(join(folder.path, `miner_${uid}`));
    if (bytes !== undefined) writeFileSync(dataFile(uid), bytes);
  }
  for (const [index, file] of HUGE_FILES.entries()) {
    mkdirSync(join(folder.path, `miner_${FILES.length + index}`));
    writeHugeLine(dataFile(FILES.length + index), file);
  }
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

  it.each(HUGE_FILES.map((file, index) => ({ uid: FILES.length + index, ...file })))(
    "$name: $verdict",
    ({ uid, verdict, why }) => {
      expect(report.miners.find((miner) => miner.uid === uid)?.verdict).toBe(verdict);
      expect(readWhy(uid)).toMatch(why);
    },
  );

  it("never holds more than 300 MB", () => {
    expect(probe.readPeak()).toBeLessThan(300_000_000);
  });

  it("convicts nobody of them, and ends as usual", () => {
    expect([result.code, result.stderr, report.convictions]).toEqual([0, "", []]);
    expect(report.miners).toHaveLength(FILES.length + HUGE_FILES.length);
  });
});

function dataFile(uid: number): string {
  return join(folder.path, `miner_${uid}`, "data.jsonl");
}

function writeHugeLine(
  path: string,
  { size, from, count, end }: (typeof HUGE_FILES)[number],
): void {
  const file = openSync(path, "w");
  const chunk = Buffer.alloc(10_000_000, "x");
  writeSync(file, `${rows(from, from + count)}{"n": "`);
  for (let written = 0; written < size; written += chunk.length) writeSync(file, chunk);
  writeSync(file, end);
  closeSync(file);
}

/** What people read: `describeMiner` is what every output goes by. */
function readWhy(uid: number): string {
  const miner = report.miners.find((one) => one.uid === uid);
  return miner === undefined ? "" : describeMiner(miner);
}
