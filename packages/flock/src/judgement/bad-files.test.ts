import { gzipSync } from "node:zlib";
import { indexRows } from "@flock-tools/dataset";
import { expect, it } from "vitest";
import { createInput, createMiner } from "../../testing/create-judgement.ts";
import { judge } from "./judge.ts";
import { toMinerFile } from "./judgement-input.ts";

const POOL = Array.from({ length: 200 }, (_, row) => `{"id": ${row}, "text": "row ${row}"}`);
const SPECIAL = [
  "NaN",
  "1e400",
  '"\\ud800"',
  '{"a": 1, "a": 2}',
  '{"__proto__": 1}',
  "-0",
  "1.0",
  "[1e-5]",
];
const pool = toMinerFile(indexRows(Buffer.from([...POOL, ...SPECIAL].join("\n"))));

const good = `${POOL.slice(0, 3).join("\n")}\n`;
const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

// Those that pass share too few rows with each other to matter.
it.each([
  ["an empty file", "", "eligible no-rows"],
  ["blank lines only", " \r\n\n\t\r", "eligible no-rows"],
  ["rows of the pool", good, "eligible ok"],
  ["no last line end and blank lines between", `${POOL[5]}\n\n \n${POOL[6]}`, "eligible ok"],
  ["the same value spelled in another way", '{"text":"\\u0072ow 7","id":7}', "eligible ok"],
  ["binary", Buffer.from([0xff, 0xfe, 0, 1, 2]), "invalid void-file"],
  ["gzip", gzipSync(good), "invalid void-file"],
  [
    "an LFS pointer",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    "invalid void-file",
  ],
  ["UTF-16", Buffer.from(`\ufeff${good}`, "utf16le"), "invalid void-file"],
  ["a BOM", `\ufeff${good}`, "invalid void-file"],
  ["one bad line after many good ones", `${POOL.join("\n")}\n{"id": `, "invalid void-file"],
  ["5,000 digits", "1".repeat(5_000), "invalid void-file"],
  ["a million levels", nested(1_000_000), "invalid void-file"],
  ["a thousand levels", nested(1_000), "undecidable undecidable-file"],
  ["NaN and more of what Python takes", SPECIAL.slice(0, 5).join("\n"), "eligible ok"],
  ["Infinity for 1e400", "Infinity", "eligible ok"],
  ["0 for -0", "0", "eligible ok"],
  ["1 for 1.0, which is another row", "1", "invalid outside-pool"],
  ["the last of duplicate keys", '{"a": 2}', "eligible ok"],
  ["the first of duplicate keys", '{"a": 1}', "invalid outside-pool"],
  ["__proto__ as an ordinary key", '{"__proto__": 1}', "eligible ok"],
  ["one value in two spellings", "[0.00001]\n[1e-5]", "invalid repeated-rows"],
] as const)("judges %s", (_, bytes, expected) => {
  const file = toMinerFile(indexRows(Buffer.from(bytes)));
  const honest = createMiner({ uid: 2, file: toMinerFile(indexRows(Buffer.from(good))) });
  const given = createInput([], { pool, miners: [createMiner({ uid: 1, file }), honest] });
  const [bad, other] = judge(given).miners;
  expect(`${bad!.verdict} ${bad!.reason}`).toBe(expected);
  expect(other!.verdict).toBe("eligible");
});
