import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startChild } from "../testing/child.ts";
import { createFolder, createStore, GENESIS, sha256, storeText } from "../testing/helpers.ts";
import { digestStore } from "./digest.ts";
import { MIGRATIONS } from "./schema.ts";

const OLD = fileURLToPath(new URL("../fixtures/catalog-v1.sqlite", import.meta.url));

function createOldFolder(): string {
  const folder = createFolder();
  copyFileSync(OLD, join(folder, "catalog.sqlite"));
  return folder;
}

describe("a catalog of an older version", () => {
  it("process: is brought to this one by several at once, and each goes on", async () => {
    const dataDir = createOldFolder();
    const children = [0, 1, 2, 3].map(() =>
      startChild(
        `say("ready"); await go();
        const it = store.openStore({ ...args, netuid: 96 });
        say(it.internals.sqlite.all("PRAGMA user_version")[0].user_version);
        await go();`,
        { dataDir, genesis: GENESIS },
      ),
    );
    for (const child of children) await child.nextLine();
    for (const child of children) child.go();
    for (const child of children) expect(await child.nextLine()).toBe(String(MIGRATIONS.length));
    for (const child of children) await child.kill();
  });

  it("process: is left alone while a program of that version uses it", async () => {
    const dataDir = createOldFolder();
    const old = startChild(
      `const { createLayout } = await import(args.dist + "layout.js");
      const { lockStore } = await import(args.dist + "lock.js");
      const { currentOwner } = await import(args.dist + "owner.js");
      const layout = createLayout(args.dataDir);
      fs.mkdirSync(layout.lock);
      lockStore({ layout, owner: currentOwner(), clock: Date.now, purpose: "pnpm dl" });
      say("locked");
      await go();`,
      { dataDir, dist: new URL("../dist/", import.meta.url).href },
    );
    expect(await old.nextLine()).toBe("locked");
    const before = readFileSync(join(dataDir, "catalog.sqlite"));
    const late = startChild(
      `try { store.openStore({ ...args, netuid: 96 }); } catch (error) { say(error.code); say(error.message); }`,
      { dataDir, genesis: GENESIS },
    );
    expect(await late.nextLine()).toBe("STORE_LOCKED");
    expect(await late.nextLine()).toMatch(/is in use by process \d+ \(pnpm dl, for \d+ s\)$/);
    expect(readFileSync(join(dataDir, "catalog.sqlite")).subarray(100)).toEqual(
      before.subarray(100),
    );
    await old.kill();
    createStore(dataDir);
  });
});

/** A copy of a used folder with `bytes` as its catalog; a file of its own, since libsql keeps what it has read of one. */
async function createDamagedFolder(
  damage: (whole: Buffer) => Uint8Array,
): Promise<{ dataDir: string; catalog: string }> {
  const used = createStore();
  await storeText(used, "bytes");
  used.close();
  const dataDir = createFolder();
  const catalog = join(dataDir, "catalog.sqlite");
  cpSync(join(used.dataDir, "blobs"), join(dataDir, "blobs"), { recursive: true });
  writeFileSync(catalog, damage(readFileSync(join(used.dataDir, "catalog.sqlite"))));
  return { dataDir, catalog };
}

describe("a catalog that is damaged", () => {
  it.each<{ title: string; damage: (whole: Buffer) => Uint8Array }>([
    { title: "empty", damage: () => new Uint8Array() },
    { title: "cut to one byte", damage: (whole) => whole.subarray(0, 1) },
    { title: "cut to a part of a page", damage: (whole) => whole.subarray(0, 512) },
    { title: "cut to one page", damage: (whole) => whole.subarray(0, 4096) },
    { title: "cut to a half", damage: (whole) => whole.subarray(0, whole.length >> 1) },
    { title: "zeros behind its name", damage: (whole) => Buffer.from(whole).fill(0, 16) },
    { title: "a page of HTML", damage: () => Buffer.from("<html>".repeat(1000)) },
  ])("is refused, and nothing is lost of it: $title", async ({ damage }) => {
    const { dataDir, catalog } = await createDamagedFolder(damage);
    const before = readFileSync(catalog);
    expect(() => digestStore(createStore(dataDir))).toThrow(
      expect.objectContaining({
        code: "STORE_CORRUPT",
        kind: "integrity",
        message: expect.stringContaining(catalog) as string,
        next: expect.stringMatching(/next download makes a new one/) as string,
      }),
    );
    expect(sha256(readFileSync(catalog))).toBe(sha256(before));
  });

  it("is made anew if it is not there", async () => {
    const { dataDir, catalog } = await createDamagedFolder(() => new Uint8Array());
    rmSync(catalog);
    expect(digestStore(createStore(dataDir))).toMatch(/^[0-9a-f]{64}$/);
  });

  it("may be empty where a process was killed before there was anything in it", () => {
    const dataDir = createFolder();
    writeFileSync(join(dataDir, "catalog.sqlite"), "");
    createStore(dataDir).close();
    expect(digestStore(createStore(dataDir))).toBe(digestStore(createStore()));
  });

  it("is refused if it is a folder", () => {
    const dataDir = createFolder();
    const catalog = join(dataDir, "catalog.sqlite");
    mkdirSync(catalog);
    expect(() => createStore(dataDir)).toThrow(
      expect.objectContaining({ kind: "disk", message: `${catalog} is a folder` }),
    );
  });
});
