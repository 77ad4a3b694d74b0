import { expect, it } from "vitest";
import { shortenNames } from "./near-files-names.ts";

it.each([
  [["a.jsonl"], "", ["a.jsonl"]],
  [["d/a.jsonl"], "d/", ["a.jsonl"]],
  [["d/a.jsonl", "b.jsonl"], "", ["d/a.jsonl", "b.jsonl"]],
  [["d/e/a.jsonl", "d/e/b.jsonl"], "d/e/", ["a.jsonl", "b.jsonl"]],
  [["d/e/a.jsonl", "d/e2/a.jsonl"], "d/", ["e/a.jsonl", "e2/a.jsonl"]],
  [["d/e/a.jsonl", "d/a.jsonl"], "d/", ["e/a.jsonl", "a.jsonl"]],
  [["/tmp/x/a.jsonl", "/tmp/y/a.jsonl"], "/tmp/", ["x/a.jsonl", "y/a.jsonl"]],
  [["/a.jsonl", "/b.jsonl"], "/", ["a.jsonl", "b.jsonl"]],
  [[], "", []],
])("calls %j in %j %j", (paths, folder, names) => {
  expect(shortenNames(paths.map((name) => ({ name })))).toEqual({ folder, names });
});
