import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { link, mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  commitFile,
  createAsidePath,
  openPartial,
  openStore,
  readBlob,
  type Store,
} from "@flock-tools/store";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFolder } from "../../testing/open-devnet.ts";
import { checkHfCacheFolder } from "./check-hf-cache-folder.ts";
import { writeHfCache } from "./write-hf-cache.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const OTHER = "89abcdef0123456789abcdef0123456789abcdef";
const REPO = "datasets--a--b";
const ONE = { repoId: "a/b", commit: COMMIT };

interface Filed {
  readonly repoId?: string;
  readonly commit?: string;
  readonly path?: string;
  readonly lfs?: boolean;
}

async function createStore(): Promise<Store> {
  const genesis = `0x${"2f".repeat(32)}` as const;
  const store = openStore({ dataDir: await createFolder(), genesis, netuid: 96 });
  onTestFinished(() => store.close());
  return store;
}

/** A store that has `data.jsonl` of `ONE`, and an empty folder for a cache. */
async function createBoth(): Promise<{ store: Store; folder: string }> {
  const store = await createStore();
  await add(store, "rows\n");
  return { store, folder: await createFolder() };
}

async function add(store: Store, text: string, filed: Filed = {}): Promise<string> {
  const { lfs = false, ...place } = filed;
  const file = { ...ONE, path: "data.jsonl", ...place };
  const partial = openPartial(store, file);
  await writeFile(partial.path, text);
  const gitSha1 = lfs ? undefined : gitHash(text);
  const size = Buffer.byteLength(text);
  await commitFile(store, { ...file, partial, sha256: sha256(text), size, gitSha1 });
  return gitSha1 ?? sha256(text);
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const gitHash = (text: string): string =>
  createHash("sha1")
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest("hex");

/** Every path below `root` with `/`: what a file holds, or where a link leads. */
function readTree(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const tree = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry): [string, string] => {
      const path = join(entry.parentPath, entry.name);
      const shown = path.slice(root.length + 1).replaceAll("\\", "/");
      return [
        shown,
        entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path, "utf8"),
      ];
    });
  return Object.fromEntries(tree);
}

/** The same without the tag. */
function readRepos(root: string): Record<string, string> {
  const { "CACHEDIR.TAG": tag, ...rest } = readTree(root);
  expect(tag).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55\n/);
  return rest;
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

describe("the layout", () => {
  it("has blobs by their etags, snapshots of links, and refs", async () => {
    const { store, folder } = await createBoth();
    const same = await add(store, "rows\n", { path: "again/deep/er.txt" });
    const lfs = await add(store, "large", { path: "large.bin", lfs: true });
    const old = await add(store, "old\n", { commit: OTHER });
    await add(store, "rows\n", { repoId: "c/d" });
    const report = await writeHfCache(store, {
      folder,
      snapshots: [
        { ...ONE, revision: "main" },
        { ...ONE, revision: COMMIT.slice(0, 7) },
        { ...ONE, revision: COMMIT },
        { repoId: "a/b", commit: OTHER },
        { repoId: "c/d", commit: COMMIT },
      ],
    });
    expect(readRepos(folder)).toEqual({
      [`${REPO}/blobs/${same}`]: "rows\n",
      [`${REPO}/blobs/${lfs}`]: "large",
      [`${REPO}/blobs/${old}`]: "old\n",
      [`${REPO}/refs/main`]: COMMIT,
      [`${REPO}/refs/${COMMIT.slice(0, 7)}`]: COMMIT,
      [`${REPO}/snapshots/${COMMIT}/data.jsonl`]: `-> ../../blobs/${same}`,
      [`${REPO}/snapshots/${COMMIT}/again/deep/er.txt`]: `-> ../../../../blobs/${same}`,
      [`${REPO}/snapshots/${COMMIT}/large.bin`]: `-> ../../blobs/${lfs}`,
      [`${REPO}/snapshots/${OTHER}/data.jsonl`]: `-> ../../blobs/${old}`,
      [`datasets--c--d/blobs/${same}`]: "rows\n",
      [`datasets--c--d/snapshots/${COMMIT}/data.jsonl`]: `-> ../../blobs/${same}`,
    });
    expect([same.length, lfs.length]).toEqual([40, 64]);
    expect(report).toEqual({
      folder,
      snapshots: 3,
      files: 5,
      newFiles: 5,
      newBytes: 5 + 5 + 4 + 5,
      leftOut: [],
    });
  });

  it("is written once: the next time nothing is touched", async () => {
    const { store, folder } = await createBoth();
    const options = { folder, snapshots: [{ ...ONE, revision: "main" }] };
    await writeHfCache(store, options);
    const inodes = (): number[] =>
      Object.keys(readTree(folder)).map((path) => lstatSync(join(folder, path)).ino);
    const before = inodes();
    expect(await writeHfCache(store, options)).toMatchObject({
      files: 1,
      newFiles: 0,
      newBytes: 0,
    });
    expect(inodes()).toEqual(before);
  });

  it("holds copies where links are not wanted, and no blobs beside them", async () => {
    const { store, folder } = await createBoth();
    const options = { folder, snapshots: [ONE], symlinks: false };
    expect(await writeHfCache(store, options)).toMatchObject({ newFiles: 1, newBytes: 5 });
    expect(readRepos(folder)).toEqual({ [`${REPO}/snapshots/${COMMIT}/data.jsonl`]: "rows\n" });
    expect(await writeHfCache(store, options)).toMatchObject({ newFiles: 0, newBytes: 0 });
  });

  it("is not begun where there is nothing to lay out", async () => {
    const { store, folder } = await createBoth();
    const cache = join(folder, "cache");
    const report = await writeHfCache(store, { folder: cache, snapshots: [] });
    expect(report).toMatchObject({ snapshots: 0, files: 0 });
    expect(existsSync(cache)).toBe(false);
    const unknown = { repoId: "no/body", commit: COMMIT, revision: "main" };
    expect(await writeHfCache(store, { folder: cache, snapshots: [unknown] })).toEqual({
      ...report,
      folder: cache,
    });
    expect(readRepos(cache)).toEqual({});
  });
});

describe("a cache that is there", () => {
  it("keeps what others have put into it", async () => {
    const { store, folder } = await createBoth();
    const theirs = {
      [`${REPO}/blobs/${"e".repeat(64)}`]: "theirs",
      [`${REPO}/refs/main`]: OTHER,
      [`${REPO}/snapshots/${OTHER}/README.md`]: "theirs",
      [`${REPO}/.no_exist/${OTHER}/config.json`]: "",
      [`.locks/${REPO}/${"e".repeat(64)}.lock`]: "",
      "models--x/refs/main": "x",
    };
    for (const [path, text] of Object.entries(theirs)) await put(join(folder, path), text);
    await writeFile(join(folder, "CACHEDIR.TAG"), "theirs");
    await writeHfCache(store, { folder, snapshots: [ONE] });
    expect(readTree(folder)).toMatchObject({ ...theirs, "CACHEDIR.TAG": "theirs" });
  });

  it("gets a ref moved that the Hub has moved", async () => {
    const { store, folder } = await createBoth();
    const ref = join(folder, REPO, "refs", "main");
    await put(ref, OTHER);
    await writeHfCache(store, { folder, snapshots: [{ ...ONE, revision: "main" }] });
    expect(await readFile(ref, "utf8")).toBe(COMMIT);
  });

  it("keeps a name that has the right bytes, however it is made", async () => {
    const { store, folder } = await createBoth();
    const lfs = await add(store, "rows\n", { path: "large.bin", lfs: true });
    const shared = join(folder, "blobs", "ab", "xet");
    await put(shared, "rows\n");
    const snapshot = join(folder, REPO, "snapshots", COMMIT);
    await put(join(snapshot, "data.jsonl"), "rows\n");
    await mkdir(join(folder, REPO, "blobs"));
    await symlink(`../../blobs/ab/xet`, join(folder, REPO, "blobs", lfs));
    await symlink(shared, join(snapshot, "large.bin"));
    const before = readTree(folder);
    const report = await writeHfCache(store, { folder, snapshots: [ONE] });
    expect(report).toMatchObject({ files: 2, newFiles: 0 });
    expect(readRepos(folder)).toEqual({
      ...before,
      [`${REPO}/blobs/${gitHash("rows\n")}`]: "rows\n",
    });
  });

  it("gets wrong bytes replaced, of the right size too, and links not followed", async () => {
    const { store, folder } = await createBoth();
    const outside = join(await createFolder(), "precious");
    for (const wrong of ["ROWS\n", "rows", ""]) {
      await writeFile(outside, wrong);
      const blob = join(folder, REPO, "blobs", gitHash("rows\n"));
      const name = join(folder, REPO, "snapshots", COMMIT, "data.jsonl");
      for (const path of [blob, name]) {
        await mkdir(dirname(path), { recursive: true });
        await rm(path, { force: true });
        await symlink(outside, path);
      }
      const report = await writeHfCache(store, { folder, snapshots: [ONE] });
      expect(report).toMatchObject({ newFiles: 1, newBytes: 5 });
      expect(lstatSync(blob).isFile()).toBe(true);
      expect(await readFile(name, "utf8")).toBe("rows\n");
      expect(await readFile(outside, "utf8")).toBe(wrong);
    }
  });

  it("cannot damage the store", async () => {
    const { store, folder } = await createBoth();
    await writeHfCache(store, { folder, snapshots: [ONE] });
    const name = join(folder, REPO, "snapshots", COMMIT, "data.jsonl");
    expect((await stat(name)).nlink).toBe(1);
    await writeFile(name, "edited");
    expect(readBlob(store, sha256("rows\n")).toString()).toBe("rows\n");
    await link(join(folder, REPO, "blobs", gitHash("rows\n")), join(folder, "linked"));
    await writeHfCache(store, { folder, snapshots: [ONE] });
    expect(await readFile(name, "utf8")).toBe("rows\n");
    expect(await readFile(join(folder, "linked"), "utf8")).toBe("edited");
  });

  it("loses what killed processes have left, and keeps what others are at work on", async () => {
    const { store, folder } = await createBoth();
    await writeHfCache(store, { folder, snapshots: [ONE] });
    const { internals } = store;
    const dead = { ...internals, owner: { ...internals.owner, start: "dead" } };
    const blobs = join(folder, REPO, "blobs");
    const left = [folder, blobs].map((at) => createAsidePath({ ...store, internals: dead }, at));
    const busy = [folder, blobs].map((at) => createAsidePath(store, at));
    for (const path of [...left, ...busy]) await writeFile(path, "half");
    await writeHfCache(store, { folder, snapshots: [ONE] });
    expect(left.map((path) => existsSync(path))).toEqual([false, false]);
    expect(busy.map((path) => existsSync(path))).toEqual([true, true]);
  });

  it("is the same after two at once as after one", async () => {
    const { store, folder } = await createBoth();
    const paths = Array.from({ length: 20 }, (_, index) => `part/${index % 3}/${index}.txt`);
    for (const path of paths) await add(store, path, { path });
    const snapshots = [{ ...ONE, revision: "main" }];
    const alone = await createFolder();
    await writeHfCache(store, { folder: alone, snapshots });
    await Promise.all([1, 2, 3].map(() => writeHfCache(store, { folder, snapshots })));
    expect(readTree(folder)).toEqual(readTree(alone));
    expect(Object.keys(readTree(folder))).toHaveLength(2 * 21 + 2);
  });
});

describe("hostile names", () => {
  it.each([
    { repoId: "../x", commit: COMMIT },
    { repoId: "a/../../x", commit: COMMIT },
    { repoId: "/a/b", commit: COMMIT },
    { repoId: "a\\..\\b/c", commit: COMMIT },
    { repoId: "a--b/c", commit: COMMIT },
    { ...ONE, commit: "../../x" },
    { ...ONE, commit: `${COMMIT}\n` },
    { ...ONE, revision: "../../../x" },
    { ...ONE, revision: "/etc/x" },
    { ...ONE, revision: "main\0" },
    { ...ONE, revision: "" },
  ])("%j is refused, before anything is written", async (hostile) => {
    const { store, folder } = await createBoth();
    await expect(writeHfCache(store, { folder, snapshots: [ONE, hostile] })).rejects.toThrow(
      RangeError,
    );
    expect(readTree(folder)).toEqual({});
  });

  it("are left out, and the others are there", async () => {
    const { store, folder } = await createBoth();
    const hostile = [
      "../../../../x",
      "/etc/x",
      "C:\\x",
      "a\u202Eb",
      "DATA.jsonl",
      "data.jsonl/x",
      "nul.txt",
      ".git/hooks/x",
      "x/../../y",
    ];
    for (const path of hostile) await add(store, "evil", { path });
    const { files, leftOut } = await writeHfCache(store, { folder, snapshots: [ONE] });
    expect(files).toBe(1);
    expect(leftOut.map(({ path, reason }) => `${reason} ${path}`)).toEqual(
      hostile.map((path) => `unsafe-path ${path}`).toSorted(),
    );
    expect(Object.keys(readRepos(folder))).toHaveLength(2);
    expect(existsSync(join(dirname(folder), "x"))).toBe(false);
  });
});

describe("a cache that cannot be written", () => {
  it("is named, with what to do", async () => {
    const { store, folder } = await createBoth();
    const file = join(folder, "file");
    await writeFile(file, "");
    for (const cache of [file, join(file, "below")]) {
      const error = {
        kind: "disk",
        code: "HF_CACHE_NOT_WRITABLE",
        message: `${cache} cannot be written`,
        next: "make the folder writable, or give --hf-cache another one",
      };
      const written = writeHfCache(store, { folder: cache, snapshots: [ONE] });
      await expect(written).rejects.toMatchObject(error);
      await expect(checkHfCacheFolder(cache)).rejects.toMatchObject(error);
    }
  });

  it("takes all but what something else is in the way of", async () => {
    const { store, folder } = await createBoth();
    const long = `${"d".repeat(200)}/${"e".repeat(200)}`;
    for (const path of ["in/the/way", "taken", long]) await add(store, path, { path });
    const snapshot = join(folder, REPO, "snapshots", COMMIT);
    await put(join(snapshot, "in"), "a file");
    await put(join(snapshot, "taken", "x"), "a folder");
    const report = await writeHfCache(store, { folder, snapshots: [{ ...ONE, revision: "main" }] });
    expect(report).toMatchObject({
      snapshots: 1,
      files: 2,
      leftOut: ["in/the/way", "taken"].map((path) => ({ ...ONE, path, reason: "no-place" })),
    });
    expect(await readFile(join(snapshot, long), "utf8")).toBe(long);
    expect(readdirSync(join(folder, REPO, "blobs"))).toHaveLength(4);
  });

  it("has no snapshot of a blob that is damaged", async () => {
    const { store, folder } = await createBoth();
    const hash = sha256("rows\n");
    await writeFile(join(store.dataDir, "blobs", "sha256", hash.slice(0, 2), hash), "ROWS\n");
    await expect(
      writeHfCache(store, { folder, snapshots: [{ ...ONE, revision: "main" }] }),
    ).rejects.toMatchObject({ code: "STORE_CORRUPT", kind: "integrity" });
    expect(readRepos(folder)).toEqual({});
  });

  it("rejects with the very reason", async () => {
    const { store, folder } = await createBoth();
    const reason = new Error("stop");
    const signal = AbortSignal.abort(reason);
    await expect(writeHfCache(store, { folder, snapshots: [ONE], signal })).rejects.toBe(reason);
    expect(readTree(folder)).toEqual({});
  });
});
