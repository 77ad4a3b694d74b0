import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createTextSource } from "../../testing/create-text-source.ts";
import { readMinerTexts } from "./read-miner-texts.ts";

it("reads the texts that are compared, of the rows that are asked for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flock-texts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const conversations = [{ content: "c" }, { content: 1 }, { content: "d" }];
  const source = await createTextSource(
    [{ uid: 3, rows: ["a|b", { n: 1 }, { system: "s", conversations }, "\u001B[2J", "e"] }],
    { folder },
  );
  const read = async (rows: readonly number[], includeSystem?: boolean): Promise<unknown> => [
    ...(await readMinerTexts(source, { uid: 3, rows, includeSystem })),
  ];
  expect(await read([2, 0, 1, 9])).toEqual([
    [0, "a\nb"],
    [2, "c\nd"],
  ]);
  expect(await read([2], true)).toEqual([[2, "s\nc\nd"]]);
  expect(await read([3])).toEqual([[3, "\u001B[2J"]]);
  expect([...(await readMinerTexts(source, { uid: 4, rows: [0] }))]).toEqual([]);
});
