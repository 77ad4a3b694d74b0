import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type FileScan, scanFile } from "./scan-file.ts";

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const DEEP = `${"[".repeat(1000)}${"]".repeat(1000)}`;

interface Case {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly scan: { readonly rowCount?: number; readonly status: string; readonly error: unknown };
}

const doubt = expect.objectContaining({ kind: "nesting", line: 2 });
const CASES: readonly Case[] = [
  { name: "nothing", content: "", scan: { rowCount: 0, status: "valid", error: undefined } },
  {
    name: "rows and blank lines",
    content: "1\n\n \r\n2",
    scan: { rowCount: 2, status: "valid", error: undefined },
  },
  {
    name: "a bad row among good ones",
    content: "1\nx\n2\ny\n",
    scan: {
      rowCount: 4,
      status: "void",
      error: expect.objectContaining({ kind: "json", line: 2 }),
    },
  },
  {
    name: "a doubtful row",
    content: `1\n${DEEP}\n`,
    scan: { rowCount: 2, status: "undecidable", error: doubt },
  },
  {
    name: "a row that is too long to be printed, and a doubtful one",
    content: `"${"x".repeat(16_000_000)}"\n${DEEP}\n`,
    scan: { rowCount: 2, status: "undecidable", error: doubt },
  },
  {
    name: "a row that is too long to be printed",
    content: `"${"x".repeat(16_000_000)}"\n1\n`,
    scan: { rowCount: 2, status: "valid", error: undefined },
  },
  {
    name: "a doubtful row before a bad one",
    content: `${DEEP}\nx\n`,
    scan: {
      rowCount: 2,
      status: "void",
      error: expect.objectContaining({ kind: "json", line: 2 }),
    },
  },
  {
    name: "a BOM",
    content: "\ufeff1\n",
    scan: { rowCount: 1, status: "void", error: expect.objectContaining({ format: "utf-8-bom" }) },
  },
  {
    name: "gzip",
    content: gzipSync('{"a":1}\n'),
    scan: { status: "void", error: expect.objectContaining({ kind: "utf-8", format: "gzip" }) },
  },
  {
    name: "an LFS pointer",
    content: "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    scan: {
      rowCount: 3,
      status: "void",
      error: expect.objectContaining({ line: 1, format: "git-lfs-pointer" }),
    },
  },
];

async function scanCounted(source: Parameters<typeof scanFile>[0]): Promise<FileScan> {
  let rows = 0;
  const scan = await scanFile(source, { onRow: ({ row }) => expect(row).toBe(rows++) });
  expect(scan.rowCount).toBe(rows);
  return scan;
}

describe("scanFile", () => {
  it.each(CASES)("says what $name is worth, read whole or in chunks", async ({ content, scan }) => {
    const bytes = Buffer.from(content);
    const whole = await scanCounted(bytes);
    expect(whole).toMatchObject(scan);
    expect(await scanCounted(cut(bytes, 1 << 16))).toEqual(whole);
    expect(await scanCounted(cut(bytes, 600))).toEqual(whole);
  });

  it("stops at an abort, before and between chunks", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const scan = scanFile(cut(Buffer.from("1\n".repeat(1000)), 10), {
      signal: controller.signal,
      onRow: ({ row }) => {
        if (row === 100) controller.abort(reason);
      },
    });
    await expect(scan).rejects.toBe(reason);
    const late = scanFile(Buffer.from("1"), {
      signal: controller.signal,
      onRow: () => expect.fail(),
    });
    await expect(late).rejects.toBe(reason);
  });
});
