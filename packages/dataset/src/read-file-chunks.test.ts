import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readFileChunks } from "./read-file-chunks.ts";

const folder = mkdtempSync(join(tmpdir(), "read-file-chunks-"));
afterAll(() => rmSync(folder, { recursive: true }));

function createFile(length: number): { path: string; bytes: Buffer } {
  const path = join(folder, `${length}`);
  const bytes = randomBytes(length);
  writeFileSync(path, bytes);
  return { path, bytes };
}

it.each([0, 1, 2 ** 18, 2 ** 18 + 1, 1_000_000])("reads all of %d bytes", async (length) => {
  const { path, bytes } = createFile(length);
  const copies: Buffer[] = [];
  for await (const chunk of readFileChunks(path)) copies.push(Buffer.from(chunk));
  expect(Buffer.concat(copies).equals(bytes)).toBe(true);
  expect(copies.length).toBe(Math.ceil(length / 2 ** 18));
});

it("lends one piece of memory again and again", async () => {
  const { path } = createFile(600_000);
  const memories = new Set<ArrayBufferLike>();
  for await (const chunk of readFileChunks(path)) memories.add(chunk.buffer);
  expect(memories.size).toBe(1);
});

it("stops when it is aborted, between two chunks too", async () => {
  const { path } = createFile(700_000);
  const controller = new AbortController();
  const chunks = readFileChunks(path, controller);
  await chunks.next();
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(chunks.next()).rejects.toBe(reason);
  await expect(readFileChunks(path, controller).next()).rejects.toBe(reason);
});

it("says that there is no such file", async () => {
  const missing = readFileChunks(join(folder, "missing")).next();
  await expect(missing).rejects.toMatchObject({ code: "ENOENT" });
});
