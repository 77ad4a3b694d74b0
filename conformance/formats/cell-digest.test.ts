import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createTableDigest, encodeCell } from "./cell-digest.mjs";

const columns = [
  { name: "block", type: "int64" },
  { name: "similarity", type: "float64" },
  { name: "valid", type: "bool" },
  { name: "system", type: "utf8" },
  { name: "observed_at", type: "timestamp" },
  { name: "conversations", type: "messages" },
];
const rows: readonly (readonly unknown[])[] = [
  [2n ** 63n - 1n, -0, true, "a\0\u{1f600}\u202e", -1n, [{ role: "user", content: null }]],
  [-3, Number.NaN, false, "", 0n, []],
  [null, null, null, null, null, null],
];

function digest(table: readonly (readonly unknown[])[]) {
  const made = createTableDigest({ columns });
  for (const row of table) made.add(row);
  return made.end();
}

function sha256(text: string | Buffer): Buffer {
  return createHash("sha256").update(text).digest();
}

describe("encodeCell", () => {
  it.each([
    { cell: null, type: "utf8", bytes: "n" },
    { cell: 2n ** 53n + 1n, type: "int64", bytes: "i9007199254740993;" },
    { cell: -7, type: "int32", bytes: "i-7;" },
    { cell: false, type: "bool", bytes: "f" },
    { cell: -1n, type: "timestamp", bytes: "u-1;" },
    { cell: "é", type: "utf8", bytes: "s2:é" },
    { cell: { json: Buffer.from('"\\u00e9"') }, type: "utf8", bytes: "s2:é" },
    { cell: [], type: "messages", bytes: "m0:" },
    { cell: [{ role: "user", content: null }], type: "messages", bytes: "m1:s4:usern" },
    {
      cell: { json: Buffer.from('[{"content":"","role":null}]') },
      type: "messages",
      bytes: "m1:ns0:",
    },
  ])("writes $cell of $type", ({ cell, type, bytes }) => {
    expect(encodeCell(cell, type).toString()).toBe(bytes);
  });

  it("tells zeros apart and every NaN alike", () => {
    const hex = [0, -0, Number.NaN, -Number.NaN].map((x) =>
      encodeCell(x, "float64").toString("hex"),
    );
    expect(hex).toEqual([
      "640000000000000000",
      "648000000000000000",
      "647ff8000000000000",
      "647ff8000000000000",
    ]);
  });

  it("knows no other type", () => {
    expect(() => encodeCell(1, "date")).toThrow("no such type: date");
  });
});

describe("createTableDigest", () => {
  it("is the hash of the columns and of each row's hash", () => {
    const made = createTableDigest({ columns: [{ name: "uid", type: "int32" }] });
    made.add([5]);
    const whole = Buffer.concat([Buffer.from("3:uid5:int32"), sha256("i5;")]);
    expect(made.end()).toEqual({
      rows: 1,
      digest: sha256(whole).toString("hex"),
      bag: sha256(whole).toString("hex"),
      columns: { uid: sha256("i5;").toString("hex") },
    });
  });

  it("sees another order, another cell and a cell in another column", () => {
    const wanted = digest(rows);
    const turned = digest(rows.toReversed());
    expect(turned.digest).not.toBe(wanted.digest);
    expect(turned.bag).toBe(wanted.bag);
    const changed = digest(rows.with(1, rows[1]!.with(3, " ")));
    expect(changed.bag).not.toBe(wanted.bag);
    expect(changed.columns["system"]).not.toBe(wanted.columns["system"]);
    expect(changed.columns["block"]).toBe(wanted.columns["block"]);
  });

  it("refuses rows of another width", () => {
    expect(() => digest([[1]])).toThrow("a row has 1 cells");
  });

  const hasPython = spawnSync("python3", ["--version"]).status === 0;
  it.skipIf(!hasPython)("is what Python computes", () => {
    const script = `
import json, sys
from datetime import datetime, timedelta, timezone
sys.path.insert(0, sys.argv[1])
from cell_digest import EPOCH, digest_rows
rows = [
  (2**63 - 1, -0.0, True, "a\\0\\U0001f600\\u202e", EPOCH - timedelta(microseconds=1), [{"content": None, "role": "user"}]),
  (-3, float("nan"), False, "", 0, []),
  (None,) * 6,
]
print(json.dumps(digest_rows(rows, json.loads(sys.argv[2]))))
`;
    const folder = fileURLToPath(new URL(".", import.meta.url));
    const args = ["-B", "-c", script, folder, JSON.stringify(columns)];
    const { stdout, stderr } = spawnSync("python3", args, { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(digest(rows));
  });

  it.skipIf(!hasPython).each([
    { value: "3.0", type: "int64" },
    { value: "True", type: "int64" },
    { value: "1", type: "bool" },
    { value: "2", type: "float64" },
    { value: "b''", type: "utf8" },
    { value: "'2026'", type: "timestamp" },
    { value: "[{'role': ''}]", type: "messages" },
  ])("takes no $value for $type", ({ value, type }) => {
    const script = `
import sys
sys.path.insert(0, sys.argv[1])
from cell_digest import encode_cell
try:
  encode_cell(${value}, "${type}")
except TypeError:
  print("refused")
`;
    const folder = fileURLToPath(new URL(".", import.meta.url));
    const { stdout } = spawnSync("python3", ["-B", "-c", script, folder], { encoding: "utf8" });
    expect(stdout.trim()).toBe("refused");
  });
});
