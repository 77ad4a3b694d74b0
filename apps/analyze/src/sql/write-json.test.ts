import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RowSource, TableSchema } from "@flock-tools/tabular";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeJson } from "./write-json.ts";

const schema: TableSchema = {
  name: "query",
  version: 1,
  columns: [{ name: "n", type: "int32", nullable: false, description: "" }],
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "write-json-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("writeJson", () => {
  it("counts what it writes", async () => {
    const path = join(folder, "x.json");
    const { rows, bytes } = await writeJson(twoRows(), { path }, { schema });
    const text = await readFile(path, "utf8");
    expect(JSON.parse(text)).toEqual([{ n: 1 }, { n: 2 }]);
    expect([rows, bytes]).toEqual([2, Buffer.byteLength(text)]);
  });

  it("does not replace a file that appears meanwhile", async () => {
    const path = join(folder, "x.json");
    const rows = twoRows(() => writeFile(path, "mine"));
    await expect(writeJson(rows, { path }, { schema })).rejects.toMatchObject({
      code: "TABULAR_TARGET_EXISTS",
    });
    expect(await readFile(path, "utf8")).toBe("mine");
    expect(await readdir(folder)).toEqual(["x.json"]);
  });

  it("leaves nothing of rows that fail", async () => {
    const broken = new Error("no more");
    const rows = twoRows(() => Promise.reject(broken));
    const target = { path: join(folder, "x.json") };
    await expect(writeJson(rows, target, { schema })).rejects.toBe(broken);
    expect(await readdir(folder)).toEqual([]);
  });
});

async function* twoRows(between: () => Promise<void> = async () => {}): RowSource {
  yield [[1]];
  await between();
  yield [[2]];
}
