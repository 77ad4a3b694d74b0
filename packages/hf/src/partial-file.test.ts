import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFolder, makeBytes } from "../testing/test-hub.ts";
import { type OpenPartial, openPartialFile, type PartialFile } from "./partial-file.ts";

const NOTE = { etag: "1".repeat(40), validator: '"x"' };

async function createPartial(): Promise<PartialFile> {
  const folder = await createFolder();
  return { path: `${folder}/part`, etagPath: `${folder}/part.etag` };
}

async function readAll(open: OpenPartial): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of open.read()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe("openPartialFile", () => {
  it("keeps bytes and note for the next one", async () => {
    const partial = await createPartial();
    const first = await openPartialFile(partial);
    expect(first.length).toBe(0);
    expect(first.note).toBeUndefined();
    first.setNote(NOTE);
    await first.append(Buffer.from("hello "));
    await first.flush({ unfinished: true });
    await first.close();
    const second = await openPartialFile(partial);
    expect(second.length).toBe(6);
    expect(second.note).toEqual(NOTE);
    await second.append(Buffer.from("world"));
    await second.flush({ unfinished: false });
    expect((await readAll(second)).toString()).toBe("hello world");
    await second.close();
    expect(await readFile(partial.path, "utf8")).toBe("hello world");
  });

  it("writes what it is given, however it is cut", async () => {
    const bytes = makeBytes(3_000_000);
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 1, max: 200_000 })), async (sizes) => {
        const open = await openPartialFile(await createPartial());
        for (let at = 0; at < bytes.length;) {
          const size = sizes.next().value ?? 1;
          await open.append(bytes.subarray(at, at + size));
          at += size;
        }
        await open.flush({ unfinished: false });
        expect((await readAll(open)).equals(bytes)).toBe(true);
        await open.close();
      }),
      { numRuns: 10 },
    );
  });

  it("writes thousands of single bytes in order", async () => {
    const bytes = makeBytes(5000);
    const open = await openPartialFile(await createPartial());
    for (let at = 0; at < bytes.length; at += 1) await open.append(bytes.subarray(at, at + 1));
    await open.flush({ unfinished: false });
    expect((await readAll(open)).equals(bytes)).toBe(true);
    await open.close();
  });

  it("needs no note for a file finished in one batch, and one before a second batch", async () => {
    const partial = await createPartial();
    const open = await openPartialFile(partial);
    open.setNote(NOTE);
    await open.append(makeBytes(1000));
    await open.flush({ unfinished: false });
    expect(existsSync(partial.etagPath)).toBe(false);
    await open.append(makeBytes(600_000));
    expect(existsSync(partial.etagPath)).toBe(true);
    await open.close();
  });

  it.each(["", "{", "[]", "null", '{"etag":5}', '{"etag":"x"}', `{"etag":"${"A".repeat(40)}"}`])(
    "forgets bytes of which the note says %j",
    async (note) => {
      const partial = await createPartial();
      await writeFile(partial.path, "bytes");
      await writeFile(partial.etagPath, note);
      const open = await openPartialFile(partial);
      expect(open.length).toBe(0);
      expect(await readAll(open)).toHaveLength(0);
      await open.close();
    },
  );

  it("forgets everything when told to, on disk too", async () => {
    const partial = await createPartial();
    const open = await openPartialFile(partial);
    open.setNote(NOTE);
    await open.append(makeBytes(600_000));
    await open.clear();
    expect(open.length).toBe(0);
    expect(open.note).toBeUndefined();
    expect(existsSync(partial.etagPath)).toBe(false);
    await open.append(Buffer.from("new"));
    await open.flush({ unfinished: false });
    await open.sync();
    await open.close();
    expect(await readFile(partial.path, "utf8")).toBe("new");
  });

  it("says whose fault a missing folder is", async () => {
    const folder = await createFolder();
    const missing = `${folder}/no/part`;
    await expect(
      openPartialFile({ path: missing, etagPath: `${missing}.etag` }),
    ).rejects.toMatchObject({
      name: "HubDiskError",
      kind: "disk",
      code: "HUB_PARTIAL_UNUSABLE",
      details: missing,
      message: expect.stringContaining("ENOENT") as string,
    });
  });

  it.skipIf(!existsSync("/dev/full"))("fails for good when the disk is full", async () => {
    const { etagPath } = await createPartial();
    const open = await openPartialFile({ path: "/dev/full", etagPath });
    void open.append(Buffer.from("x"));
    await expect(open.flush({ unfinished: false })).rejects.toMatchObject({ kind: "disk" });
    await expect(open.flush({ unfinished: false })).rejects.toThrow("ENOSPC");
    await open.close();
  });
});
