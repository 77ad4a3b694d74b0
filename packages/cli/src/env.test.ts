import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isTrue, readDotEnv, readVariable } from "./env.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "flock-cli-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("reads the .env file of a folder", async () => {
  await writeFile(join(folder, ".env"), '# mine\nHF_TOKEN="hf_x y"\nFLOCK_DATA_DIR=./d # here\n');
  expect(await readDotEnv(folder)).toEqual({ HF_TOKEN: "hf_x y", FLOCK_DATA_DIR: "./d" });
});

it("reads nothing where there is none, or a folder of that name", async () => {
  expect(await readDotEnv(folder)).toEqual({});
  await mkdir(join(folder, ".env"));
  expect(await readDotEnv(folder)).toEqual({});
});

it("counts an empty variable as not set", () => {
  expect(readVariable({ A: "" }, "A")).toBeUndefined();
  expect(readVariable({ A: "x" }, "A")).toBe("x");
});

it.each([
  ["1", true],
  ["TRUE", true],
  ["yes", true],
  ["On", true],
  ["0", false],
  ["", false],
  [undefined, false],
  ["false", false],
])("isTrue(%j) is %s", (value, expected) => {
  expect(isTrue(value)).toBe(expected);
});
