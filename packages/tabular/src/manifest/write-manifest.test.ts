import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useTestFolder } from "../../testing/use-test-folder.ts";
import type { TableSchema } from "../schema.ts";
import { type Manifest, nameManifest, writeManifest } from "./write-manifest.ts";

const folder = useTestFolder();

const table: TableSchema = {
  name: "flock-rows",
  version: 1,
  columns: [{ name: "uid", type: "int32", nullable: false, description: "The slot." }],
};

const manifest: Manifest = {
  table,
  metadata: { block_hash: "0xab" },
  files: [{ path: "data/a/b.parquet", format: "parquet", rows: 2, bytes: 7, sha256: "00" }],
  notes: ["a note"],
};

describe("writeManifest", () => {
  it("says what the files are, in the same bytes each time", async () => {
    const path = nameManifest(folder.next("parquet"));
    const written = await writeManifest(path, manifest);
    expect(path).toMatch(/\.parquet\.manifest\.json$/);
    expect(written).toEqual(folder.describe(path));
    expect(readFileSync(path, "utf8")).toBe(`{
  "schema": 1,
  "table": {
    "name": "flock-rows",
    "version": 1,
    "columns": [
      {
        "name": "uid",
        "type": "int32",
        "nullable": false,
        "description": "The slot."
      }
    ]
  },
  "metadata": {
    "block_hash": "0xab"
  },
  "files": [
    {
      "path": "data/a/b.parquet",
      "format": "parquet",
      "rows": 2,
      "bytes": 7,
      "sha256": "00"
    }
  ],
  "notes": [
    "a note"
  ]
}
`);
  });

  it("leaves out what does not belong there, whatever the order", async () => {
    const [file] = manifest.files as [Manifest["files"][number]];
    const { sha256, ...rest } = file;
    const shuffled = { secret: 1, sha256, ...rest };
    const path = folder.next("json");
    const { sha256: digest } = await writeManifest(path, { ...manifest, files: [shuffled] });
    expect(digest).toBe((await writeManifest(folder.next("json"), manifest)).sha256);
  });

  it("replaces nothing unless told to", async () => {
    const path = folder.next("json");
    await writeManifest(path, manifest);
    await expect(writeManifest(path, manifest)).rejects.toMatchObject({
      code: "TABULAR_TARGET_EXISTS",
    });
    await writeManifest(path, { ...manifest, notes: [] }, { force: true });
    expect(readFileSync(path, "utf8")).toContain('"notes": []');
  });

  it.each(["/a", "../a", "a/../b", "./a", "a//b", "", "a\\b", "C:/a", "a/"])(
    "refuses the path %j",
    async (path) => {
      const before = folder.list();
      const files = manifest.files.map((file) => ({ ...file, path }));
      await expect(writeManifest(folder.next("json"), { ...manifest, files })).rejects.toThrow(
        `a file's path must be relative, with / between its parts: got ${path}`,
      );
      expect(folder.list()).toEqual(before);
    },
  );

  it("leaves nothing when the signal is aborted", async () => {
    const before = folder.list();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(writeManifest(folder.next("json"), manifest, { signal })).rejects.toThrow(
      "enough",
    );
    expect(folder.list()).toEqual(before);
  });
});
