import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolder, createStore, sha256, storeText } from "../testing/helpers.ts";
import { blobPath } from "./layout.ts";
import { formatOwner } from "./owner.ts";
import { removeView, writeView } from "./view.ts";

const FOLDER = "miner_5";
const file = (text: string, path = "data.jsonl") => ({ path, sha256: sha256(text) });

describe("writeView", () => {
  it("copies, and leaves alone what is right already", async () => {
    const store = createStore();
    await storeText(store, "one\n");
    const view = join(store.dataDir, "miner_datasets", FOLDER, "data.jsonl");
    const options = { folder: FOLDER, files: [file("one\n")] };
    expect(await writeView(store, options)).toEqual({ written: 1, unchanged: 0 });
    const { ino } = statSync(view);
    expect(await writeView(store, options)).toEqual({ written: 0, unchanged: 1 });
    expect(statSync(view).ino).toBe(ino);
    expect(readFileSync(view, "utf8")).toBe("one\n");
    appendFileSync(view, "edited");
    expect(readFileSync(blobPath(store.internals.layout, sha256("one\n")), "utf8")).toBe("one\n");
  });

  it.each([
    ["of another size", "one"],
    ["of the same size", "two\n"],
  ])("replaces an edited file %s", async (_, edit) => {
    const store = createStore();
    await storeText(store, "one\n");
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    const options = { folder: FOLDER, files: [file("one\n")] };
    await writeView(store, options);
    writeFileSync(join(view, "data.jsonl"), edit);
    expect(await writeView(store, options)).toEqual({ written: 1, unchanged: 0 });
    expect(readFileSync(join(view, "data.jsonl"), "utf8")).toBe("one\n");
    expect(readdirSync(view)).toEqual(["data.jsonl"]);
  });

  it("writes elsewhere, many files, and folders in folders", async () => {
    const store = createStore();
    const root = join(createFolder(), "out");
    const texts = Array.from({ length: 40 }, (_, i) => `text ${i}`);
    for (const [i, text] of texts.entries()) await storeText(store, text, { path: `d/${i}/f` });
    const files = texts.map((text, i) => file(text, `d/${i}/f`));
    expect(await writeView(store, { root, folder: FOLDER, files })).toEqual({
      written: 40,
      unchanged: 0,
    });
    for (const [i, text] of texts.entries()) {
      expect(readFileSync(join(root, FOLDER, "d", String(i), "f"), "utf8")).toBe(text);
    }
    expect(existsSync(join(store.dataDir, "miner_datasets"))).toBe(false);
  });

  it("removes what is no longer part of it, and nothing that it never wrote", async () => {
    const store = createStore();
    await storeText(store, "data");
    await storeText(store, "readme", { path: "docs/README.md" });
    const files = [file("data"), file("readme", "docs/README.md")];
    await writeView(store, { folder: FOLDER, files });
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    writeFileSync(join(view, "notes.txt"), "mine");
    await writeView(store, { folder: FOLDER, files: [file("data")] });
    expect(readdirSync(view).toSorted()).toEqual(["data.jsonl", "notes.txt"]);
  });

  it("knows its own files by having written them, not by their names", async () => {
    const store = createStore();
    await storeText(store, "data");
    await storeText(store, "theirs", { repoId: "other/repo", path: "notes.txt" });
    await writeView(store, { folder: FOLDER, files: [file("data")] });
    const root = join(store.dataDir, "miner_datasets");
    writeFileSync(join(root, FOLDER, "notes.txt"), "theirs");
    mkdirSync(join(root, "miner_9"));
    writeFileSync(join(root, "miner_9", "data.jsonl"), "mine");
    mkdirSync(join(root, "miner_10"));
    await writeView(store, { folder: FOLDER, files: [file("data")] });
    for (const folder of [FOLDER, "miner_9", "miner_10"]) await removeView(store, { folder });
    expect(new Set(readdirSync(root, { recursive: true, encoding: "utf8" }))).toEqual(
      new Set([
        "miner_10",
        FOLDER,
        join(FOLDER, "notes.txt"),
        "miner_9",
        join("miner_9", "data.jsonl"),
      ]),
    );
  });

  it.each(["moved", "elsewhere"])("knows its own files in a folder that is %s", async (which) => {
    const parent = createFolder();
    const store = createStore(join(parent, "data"));
    await storeText(store, "data");
    const root = which === "elsewhere" ? join(parent, "data-out") : undefined;
    await writeView(store, { root, folder: FOLDER, files: [file("data")] });
    store.close();
    if (root === undefined) renameSync(join(parent, "data"), join(parent, "moved"));
    const again = createStore(join(parent, root === undefined ? "moved" : "data"));
    const view = root ?? join(parent, "moved", "miner_datasets");
    expect(readdirSync(view)).toEqual([FOLDER]);
    await removeView(again, { root, folder: FOLDER });
    expect(readdirSync(view)).toEqual([]);
  });

  it("forgets a file that it has removed: the next one of that name is a person's", async () => {
    const store = createStore();
    await storeText(store, "data");
    await storeText(store, "more", { path: "more.txt" });
    await writeView(store, { folder: FOLDER, files: [file("data"), file("more", "more.txt")] });
    await writeView(store, { folder: FOLDER, files: [file("data")] });
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    writeFileSync(join(view, "more.txt"), "mine");
    await removeView(store, { folder: FOLDER });
    expect(readdirSync(view)).toEqual(["more.txt"]);
  });

  it("clears away what a dead process left half-made, and leaves a live one's", async () => {
    const store = createStore();
    await storeText(store, "data");
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    mkdirSync(view, { recursive: true });
    const { owner } = store.internals;
    const dead = `.flock-${formatOwner({ ...owner, start: "deadbeef" })}.${"0".repeat(16)}.aside`;
    const live = `.flock-${formatOwner(owner)}.${"0".repeat(16)}.aside`;
    for (const name of [dead, live]) writeFileSync(join(view, name), "da");
    await writeView(store, { folder: FOLDER, files: [file("data")] });
    expect(readdirSync(view).toSorted()).toEqual([live, "data.jsonl"]);
  });

  it("replaces a link instead of writing through it", async () => {
    const store = createStore();
    await storeText(store, "data");
    const victim = join(createFolder(), "victim");
    writeFileSync(victim, "safe");
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    mkdirSync(view, { recursive: true });
    symlinkSync(victim, join(view, "data.jsonl"));
    await writeView(store, { folder: FOLDER, files: [file("data")] });
    expect(readFileSync(victim, "utf8")).toBe("safe");
    expect(readFileSync(join(view, "data.jsonl"), "utf8")).toBe("data");
  });

  it.each(["../miner_5", "/tmp/x", "", "a\\b"])("refuses the folder %j", async (folder) => {
    const store = createStore();
    await expect(writeView(store, { folder, files: [] })).rejects.toMatchObject({
      code: "STORE_VIEW_PATH",
    });
    await expect(removeView(store, { folder })).rejects.toMatchObject({ code: "STORE_VIEW_PATH" });
  });

  it.each([[["../x"]], [["ok", "a/../../x"]], [["README", "readme"]], [["a", "a/b"]]])(
    "refuses the paths %j and writes nothing",
    async (paths) => {
      const store = createStore();
      await storeText(store, "data");
      const files = paths.map((path) => file("data", path));
      await expect(writeView(store, { folder: FOLDER, files })).rejects.toMatchObject({
        code: "STORE_VIEW_PATH",
        next: expect.any(String),
      });
      expect(existsSync(join(store.dataDir, "miner_datasets"))).toBe(false);
    },
  );

  it("refuses one path twice", async () => {
    const files = [file("a"), file("b")];
    await expect(writeView(createStore(), { folder: FOLDER, files })).rejects.toThrow(RangeError);
  });

  it("never shows a damaged blob", async () => {
    const store = createStore();
    await storeText(store, "right");
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    writeFileSync(blobPath(store.internals.layout, sha256("right")), "wrong");
    const options = { folder: FOLDER, files: [file("right")] };
    await expect(writeView(store, options)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    expect(readdirSync(view)).toEqual([]);
    await expect(
      writeView(store, { folder: FOLDER, files: [file("never stored")] }),
    ).rejects.toMatchObject({ code: "STORE_BLOB_MISSING" });
  });

  it("says so when something is in the way", async () => {
    const store = createStore();
    await storeText(store, "data");
    mkdirSync(join(store.dataDir, "miner_datasets", FOLDER, "data.jsonl", "x"), {
      recursive: true,
    });
    await expect(writeView(store, { folder: FOLDER, files: [file("data")] })).rejects.toMatchObject(
      {
        code: "STORE_NOT_WRITABLE",
      },
    );
    expect(readdirSync(join(store.dataDir, "miner_datasets", FOLDER))).toEqual(["data.jsonl"]);
  });

  it("stops with the abort reason and leaves nothing half-made", async () => {
    const store = createStore();
    for (let i = 0; i < 30; i += 1) await storeText(store, `text ${i}`);
    const files = Array.from({ length: 30 }, (_, i) => file(`text ${i}`, `f${i}`));
    const reason = new Error("stop");
    const options = { folder: FOLDER, files, signal: AbortSignal.abort(reason) };
    await expect(writeView(store, options)).rejects.toBe(reason);
    expect(existsSync(join(store.dataDir, "miner_datasets"))).toBe(false);
    const controller = new AbortController();
    const pending = writeView(store, { folder: FOLDER, files, signal: controller.signal });
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    const left = existsSync(view) ? readdirSync(view) : [];
    expect(left.filter((name) => name.endsWith(".aside"))).toEqual([]);
    expect(left.length).toBeLessThan(30);
  });
});

describe("two at one folder", () => {
  it("write and remove it at once, and neither fails", async () => {
    const store = createStore();
    await storeText(store, "data");
    await storeText(store, "deep", { path: "a/b/c.txt" });
    const files = [file("data"), file("deep", "a/b/c.txt")];
    for (let turn = 0; turn < 40; turn += 1) {
      await Promise.all([
        writeView(store, { folder: FOLDER, files }),
        removeView(store, { folder: FOLDER }),
        writeView(store, { folder: FOLDER, files: files.slice(0, 1) }),
      ]);
    }
    await writeView(store, { folder: FOLDER, files });
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    expect(readdirSync(view).toSorted()).toEqual(["a", "data.jsonl"]);
  });
});

describe("removeView", () => {
  it("removes the folder, edited or not, and does not mind that it is gone", async () => {
    const store = createStore();
    await storeText(store, "data");
    await writeView(store, { folder: FOLDER, files: [file("data")] });
    truncateSync(join(store.dataDir, "miner_datasets", FOLDER, "data.jsonl"), 1);
    await removeView(store, { folder: FOLDER });
    expect(readdirSync(join(store.dataDir, "miner_datasets"))).toEqual([]);
    await removeView(store, { folder: FOLDER });
  });

  it("keeps a person's own files", async () => {
    const store = createStore();
    await storeText(store, "data");
    await writeView(store, { folder: FOLDER, files: [file("data")] });
    const view = join(store.dataDir, "miner_datasets", FOLDER);
    const away = createFolder();
    writeFileSync(join(away, "data.jsonl"), "mine");
    writeFileSync(join(view, "notes.txt"), "mine");
    symlinkSync(away, join(view, "link"));
    await removeView(store, { folder: FOLDER });
    expect(readdirSync(view).toSorted()).toEqual(["link", "notes.txt"]);
    expect(readdirSync(away)).toEqual(["data.jsonl"]);
  });
});
