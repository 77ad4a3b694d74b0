import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createTextStage } from "../../testing/text-stage.ts";
import { foldText, listTokens } from "../reference/shingle-text.ts";

interface Row {
  readonly instruction: string;
  readonly input: string;
  readonly response: string;
}

const folder = new URL("../../../../../shared/data/text/", import.meta.url);
const files = ["roleplay-instruct.json", "toolformer-dedupe-only.json"];

it.skipIf(!existsSync(folder)).each(files)("folds real text as the platform does: %s", (file) => {
  const stage = createTextStage();
  const encoder = new TextEncoder();
  const rows = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Row[];
  let tokens = 0;
  for (const { instruction, input, response } of rows) {
    const bytes = encoder.encode(`${instruction}\n${input}\n${response}`);
    const expected = listTokens(foldText(bytes));
    expect(stage.listTokens(bytes)).toEqual(expected);
    expect(stage.listHashesDirectly(bytes)).toEqual(stage.listHashes(bytes));
    tokens += expected.length;
  }
  expect(tokens).toBeGreaterThan(50 * rows.length);
});
