import {
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { useTestFolder } from "../../testing/use-test-folder.ts";
import { TabularError } from "../errors.ts";
import { openTarget } from "./target.ts";
import { createTempFile } from "./temp-file.ts";
import { writeFolder, type WriteFolderOptions } from "./write-folder.ts";

const place = useTestFolder();
const next = (): string => place.next("folder");

type Files = Readonly<Record<string, string>>;

const KIND = { name: "a test", member: "test", others: ["README.md"] };

function fill(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const paths = Object.keys(files).filter((name) => name !== "README.md");
  const manifest = { schema: 1, test: {}, files: paths.map((path) => ({ path })) };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
}

const write = (
  path: string,
  files: Files,
  { force = false, ...options }: Partial<WriteFolderOptions> & { force?: boolean } = {},
): Promise<void> =>
  writeFolder({ path, force }, { kind: KIND, ...options }, async (folder) => fill(folder, files));

/** All files with what is in them, the manifest left out. */
function read(folder: string): Files {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name !== "manifest.json")
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );
}

/** What is left beside a folder in the making. */
const listHidden = (): string[] => place.list().filter((name) => name.startsWith("."));

const createFullDiskError = (): Error =>
  Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    syscall: "write",
  });

const TAKEN = { name: "TabularError", kind: "usage", code: "TABULAR_TARGET_EXISTS" };

describe("writeFolder", () => {
  it("is there when all of it is written, and not before", async () => {
    const path = next();
    const result = await writeFolder({ path }, { kind: KIND }, async (folder) => {
      expect(dirname(folder)).toBe(dirname(path));
      expect(basename(folder)).toMatch(new RegExp(`^\\.${basename(path)}\\.[0-9a-f]{12}\\.part$`));
      fill(folder, { a: "1", "b/c": "2" });
      expect(existsSync(path)).toBe(false);
      return 7;
    });
    expect(result).toBe(7);
    expect(read(path)).toEqual({ a: "1", "b/c": "2" });
    expect(listHidden()).toEqual([]);
  });

  it("may take the place of an empty folder, and goes to where a link points", async () => {
    const [empty, link] = [next(), next()];
    mkdirSync(empty);
    symlinkSync(empty, link);
    await write(link, { a: "1" });
    await write(link, { a: "2" }, { force: true });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(read(empty)).toEqual({ a: "2" });
    expect(listHidden()).toEqual([]);
  });

  it("replaces what an earlier run wrote if it may, and leaves nothing of it", async () => {
    const path = next();
    await write(path, { a: "1", "b/c": "2", "README.md": "old" });
    const taken = { ...TAKEN, message: `${path} is there already` };
    await expect(write(path, { x: "9" })).rejects.toMatchObject(taken);
    expect(read(path)).toEqual({ a: "1", "b/c": "2", "README.md": "old" });
    await write(path, { "d/e": "3" }, { force: true });
    expect(read(path)).toEqual({ "d/e": "3" });
    expect(listHidden()).toEqual([]);
  });

  it.each<[string, (path: string) => void, string]>([
    ["a file of somebody", (path) => writeFileSync(join(path, "notes.txt"), "mine"), "notes.txt"],
    ["a file further down", (path) => writeFileSync(join(path, "b", "x"), "mine"), "b/x"],
    ["an empty folder", (path) => mkdirSync(join(path, "mine")), "mine"],
    ["a link", (path) => symlinkSync("/", join(path, "root")), "root"],
    ["no manifest", (path) => writeFileSync(join(path, "manifest.json"), "{"), "README.md"],
    [
      "the manifest of something else",
      (path) =>
        writeFileSync(
          join(path, "manifest.json"),
          JSON.stringify({ schema: 1, other: {}, files: [{ path: "b/c" }] }),
        ),
      "README.md",
    ],
    [
      "a manifest of a later version",
      (path) => writeFileSync(join(path, "manifest.json"), `{"schema":2,"test":{}}`),
      "README.md",
    ],
  ])("never replaces a folder with %s", async (_name, change, foreign) => {
    const path = next();
    await write(path, { "b/c": "2", "README.md": "card" });
    change(path);
    const list = (): string[] =>
      readdirSync(path, { recursive: true, withFileTypes: true }).map(({ name }) => name);
    const before = list();
    await expect(write(path, { x: "9" }, { force: true })).rejects.toMatchObject({
      ...TAKEN,
      message: `${path} holds what is not of a test: "${foreign}"`,
    });
    expect(list()).toEqual(before);
    expect(listHidden()).toEqual([]);
  });

  it("never replaces what appears meanwhile, forced or not", async () => {
    for (const force of [false, true]) {
      const path = next();
      const writing = writeFolder({ path, force }, { kind: KIND }, async () => {
        mkdirSync(path);
        writeFileSync(join(path, "theirs"), "mine");
      });
      await expect(writing).rejects.toMatchObject(TAKEN);
      expect(read(path)).toEqual({ theirs: "mine" });
    }
    const file = next();
    const writing = writeFolder({ path: file, force: true }, { kind: KIND }, async () =>
      writeFileSync(file, "mine"),
    );
    await expect(writing).rejects.toMatchObject({ ...TAKEN, message: `${file} is not a folder` });
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(listHidden()).toEqual([]);
  });

  it("leaves nothing when writing fails or is stopped", async () => {
    const path = next();
    const failure = new Error("no");
    const fails = writeFolder({ path }, { kind: KIND }, async (folder) => {
      fill(folder, { a: "1" });
      throw failure;
    });
    await expect(fails).rejects.toBe(failure);
    const controller = new AbortController();
    const { signal } = controller;
    const stopped = writeFolder({ path }, { kind: KIND, signal }, async (folder) => {
      fill(folder, { a: "1" });
      controller.abort(failure);
    });
    await expect(stopped).rejects.toBe(failure);
    await expect(write(path, {}, { signal })).rejects.toBe(failure);
    expect(existsSync(path)).toBe(false);
    expect(listHidden()).toEqual([]);
  });

  it("names the place that was asked for where the disk refuses", async () => {
    const path = join(next(), "deeper");
    const disk = { name: "TabularError", kind: "disk", code: "TABULAR_DISK" };
    await expect(write(path, {})).rejects.toMatchObject({
      ...disk,
      message: `the folder of ${path} is not there`,
    });
    const other = next();
    const raw = writeFolder({ path: other }, { kind: KIND }, async () => {
      throw createFullDiskError();
    });
    await expect(raw).rejects.toMatchObject({
      ...disk,
      message: `no space is left for ${other}`,
      details: createFullDiskError().message,
    });
    const inside = writeFolder({ path: other }, { kind: KIND }, async (folder) => {
      throw new TabularError("TABULAR_DISK", `no space is left for ${folder}/a`, { next: "x" });
    });
    await expect(inside).rejects.toMatchObject({
      ...disk,
      message: `no space is left for ${other}/a`,
      next: "x",
    });
    expect(listHidden()).toEqual([]);
  });
});

describe("what killed runs left", () => {
  const DAY_S = 24 * 60 * 60;
  const age = (path: string, days: number): void => {
    const time = Date.now() / 1000 - days * DAY_S;
    utimesSync(path, time, time);
  };

  it("goes with the next run of the same name, once it is a day old", async () => {
    const parent = next();
    mkdirSync(parent);
    const names = {
      old: ".mix.0123456789ab.part",
      young: ".mix.1123456789ab.part",
      touched: ".mix.2123456789ab.part",
      otherName: ".max.3123456789ab.part",
      earlier: ".mix.4123456789ab.old",
      notOurs: ".mix.notes.part",
    };
    for (const name of Object.values(names)) {
      mkdirSync(join(parent, name));
      writeFileSync(join(parent, name, "a"), "1");
      symlinkSync("/", join(parent, name, "link"));
      lutimesSync(join(parent, name, "link"), 0, 0);
      if (name !== names.touched) age(join(parent, name, "a"), 2);
      if (name !== names.young) age(join(parent, name), 2);
    }
    await write(join(parent, "mix"), { a: "1" });
    const { old: _gone, ...left } = names;
    expect(readdirSync(parent).toSorted()).toEqual([...Object.values(left), "mix"].toSorted());
  });

  it("goes for files too", async () => {
    const parent = next();
    mkdirSync(parent);
    const [old, young] = [".a.csv.0123456789ab.part", ".a.csv.1123456789ab.part"];
    for (const name of [old, young]) writeFileSync(join(parent, name), "1");
    age(join(parent, old), 1.1);
    age(join(parent, young), 0.9);
    const file = await openTarget({ path: join(parent, "a.csv") });
    await file.commit();
    expect(readdirSync(parent).toSorted()).toEqual([young, "a.csv"]);
  });

  it("goes for temporary files too", async () => {
    const parent = next();
    mkdirSync(parent);
    const [old, young] = [".flock-0123456789abcdef.ndjson", ".flock-1123456789abcdef.ndjson"];
    for (const name of [old, young, ".flock-x.ndjson"]) writeFileSync(join(parent, name), "1");
    for (const name of [old, ".flock-x.ndjson"]) age(join(parent, name), 1.1);
    const file = await createTempFile(parent, ".parquet");
    await file.remove();
    expect(readdirSync(parent).toSorted()).toEqual([young, ".flock-x.ndjson"]);
  });
});
