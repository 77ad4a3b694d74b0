import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeColumnParquet } from "../testing/make-parquet.ts";
import { createFolder } from "../testing/run-app.ts";
import { findNearFiles } from "./near-files-input.ts";
import { readExcerpts } from "./near-files-excerpts.ts";
import { createNearFilesSource, locateText, type NearFilesSource } from "./near-files-source.ts";

const TEXT = { kind: "column", path: "t" } as const;

function toRows(texts: readonly (string | number)[]): string {
  return texts.map((t) => `${JSON.stringify({ t })}\n`).join("");
}

async function createSource(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = createFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder.path, name), content);
  const found = await findNearFiles([folder.path], folder.path);
  const options = { files: found.files, selection: TEXT };
  return { cwd: folder.path, options, source: createNearFilesSource(options) };
}

async function readTexts({ texts }: NearFilesSource): Promise<string[]> {
  const read: string[] = [];
  for await (const { bytes, offsets } of texts()) {
    for (let index = 0; index + 1 < offsets.length; index += 1) {
      read.push(Buffer.from(bytes.subarray(offsets[index], offsets[index + 1])).toString());
    }
  }
  return read;
}

describe("createNearFilesSource", () => {
  it("gives the texts of all files each time, and tells where they stand", async () => {
    const { source } = await createSource({
      "1.jsonl": toRows(["a", 1, "b"]),
      "2.jsonl": "",
      "3.parquet": makeColumnParquet({ t: ["c", "d"] }),
      "4.parquet": makeColumnParquet({ other: ["e"] }),
      "5.jsonl": toRows([2, "f"]),
    });
    expect(source.layout()).toBeUndefined();
    expect(await readTexts(source)).toEqual(["a", "b", "c", "d", "f"]);
    expect(await readTexts(source)).toEqual(["a", "b", "c", "d", "f"]);
    const layout = source.layout()!;
    expect([0, 1, 2, 3, 4].map((text) => locateText(layout, text))).toEqual([
      { file: 0, row: 0 },
      { file: 0, row: 2 },
      { file: 2, row: 0 },
      { file: 2, row: 1 },
      { file: 4, row: 1 },
    ]);
    expect(layout.summaries.map(({ rows, texts, problem }) => [rows, texts, problem])).toEqual([
      [3, 2, undefined],
      [0, 0, undefined],
      [2, 2, undefined],
      [1, 0, "there is no column t"],
      [2, 1, undefined],
    ]);
  });

  it("knows nothing of where they stand before one reading has come to its end", async () => {
    const { source } = await createSource({ "1.jsonl": toRows(["a"]), "2.jsonl": toRows(["b"]) });
    for await (const batch of source.texts()) {
      expect(batch.offsets).toHaveLength(2);
      break;
    }
    expect(source.layout()).toBeUndefined();
    await readTexts(source);
    expect(source.layout()?.starts).toEqual([0, 1, 2]);
  });

  it.each([
    ["is written to", (path: string) => appendFileSync(path, toRows(["b"]))],
    [
      "is replaced",
      (path: string) => {
        writeFileSync(`${path}.new`, toRows(["b"]));
        renameSync(`${path}.new`, path);
      },
    ],
    ["goes away", (path: string) => renameSync(path, `${path}.old`)],
  ])("ends if a file %s between two readings", async (_what, change) => {
    const { cwd, source, options } = await createSource({ "1.jsonl": toRows(["a"]) });
    await readTexts(source);
    const layout = source.layout()!;
    change(join(cwd, "1.jsonl"));
    const changed = {
      kind: "integrity",
      code: "FILE_CHANGED",
      message: "1.jsonl changed while it was read",
    };
    await expect(readTexts(source)).rejects.toMatchObject(changed);
    await expect(readExcerpts({ ...options, layout, wanted: [0] })).rejects.toMatchObject(changed);
  });
});

describe("readExcerpts", () => {
  it("gives the beginnings of the texts that are wanted, in one line", async () => {
    const { options, source } = await createSource({
      "1.jsonl": toRows(["first", 1, `two\n\n lines\t${"x".repeat(100)}`]),
      "2.jsonl": toRows(["not wanted"]),
      "3.jsonl": toRows(["skipped", "水".repeat(61), `${" ".repeat(300)}late`]),
    });
    await readTexts(source);
    const layout = source.layout()!;
    const textOf = await readExcerpts({ ...options, layout, wanted: [0, 1, 4, 5] });
    expect(textOf({ file: 0, row: 0 })).toBe("first");
    expect(textOf({ file: 0, row: 2 })).toBe(`two lines ${"x".repeat(50)}…`);
    expect(textOf({ file: 1, row: 0 })).toBe("");
    expect(textOf({ file: 2, row: 1 })).toBe(`${"水".repeat(60)}…`);
    expect(textOf({ file: 2, row: 2 })).toBe("…");
  });
});
