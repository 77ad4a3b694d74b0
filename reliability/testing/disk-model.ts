import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedStep } from "./steps.ts";

interface File {
  readonly type: "file";
  bytes: Buffer;
  /** What a loss of power leaves of it for sure; undefined before the first flush. */
  synced: Buffer | undefined;
}

interface Folder {
  readonly type: "folder";
  readonly names: Map<string, Entry>;
  synced: ReadonlyMap<string, Entry>;
}

type Entry = File | Folder;

/** A file system that remembers what was flushed: bytes by the file's `fsync`, names by their folder's. */
export interface DiskModel {
  readonly root: Folder;
  /** Does a step of the file system; those of the catalog are not kept here. */
  readonly apply: (step: RecordedStep) => void;
}

/**
 * How much of what was not flushed a loss of power leaves: `all` (as after kill -9), `none`, `names` (every name, and
 * bytes by chance), or anything by chance.
 */
export type Survival = "all" | "none" | "names" | "chance";

/** A model of the folder as it is on disk, all of it flushed. */
export function readDisk(folder: string): DiskModel {
  const root = readEntry(folder) as Folder;
  return { root, apply: (step) => applyStep(root, step) };
}

function readEntry(path: string): Entry {
  if (!lstatSync(path).isDirectory()) {
    const bytes = readFileSync(path);
    return { type: "file", bytes, synced: bytes };
  }
  const names = new Map(readdirSync(path).map((name) => [name, readEntry(join(path, name))]));
  return { type: "folder", names, synced: new Map(names) };
}

function applyStep(root: Folder, { kind, path, to, ...step }: RecordedStep): void {
  switch (kind) {
    case "mkdir":
      makeFolder(root, split(path));
      return;
    case "create":
      if (find(root, path) === undefined) put(root, path, createFile());
      return;
    case "write":
      write(root, path, step);
      return;
    case "truncate":
      findFile(root, path).bytes = findFile(root, path).bytes.subarray(0, step.size);
      return;
    case "sync":
      sync(find(root, path));
      return;
    case "rename": {
      const moved = find(root, path);
      if (moved === undefined || to === undefined) throw new Error(`no ${path} to rename`);
      remove(root, path);
      put(root, to, moved);
      return;
    }
    case "copy":
      put(root, to ?? "", { ...createFile(), bytes: findFile(root, path).bytes });
      return;
    case "remove":
    case "rmdir":
      remove(root, path);
      return;
    case "link":
      throw new Error("links are not modelled: the product makes none");
    case "journal":
    case "begin":
    case "change":
    case "commit":
    case "checkpoint":
    case "pragma":
      return;
    default:
      kind satisfies never;
  }
}

function write(
  root: Folder,
  path: string,
  { bytes = "", position = 0, whole = false }: Pick<RecordedStep, "bytes" | "position" | "whole">,
): void {
  if (find(root, path) === undefined) put(root, path, createFile());
  const file = findFile(root, path);
  const written = Buffer.from(bytes, "base64");
  const before = whole ? Buffer.alloc(0) : file.bytes;
  const after = Buffer.alloc(Math.max(before.length, position + written.length));
  before.copy(after);
  written.copy(after, position);
  file.bytes = after;
}

function sync(entry: Entry | undefined): void {
  if (entry?.type === "file") entry.synced = entry.bytes;
  if (entry?.type === "folder") entry.synced = new Map(entry.names);
}

/** Writes what a loss of power would leave into `folder`. */
export function writeSurvivors(
  { root }: DiskModel,
  folder: string,
  { survival, pick }: { readonly survival: Survival; readonly pick: () => number },
): void {
  const keeps: Readonly<Record<Survival, () => boolean>> = {
    all: () => true,
    none: () => false,
    names: () => true,
    chance: () => pick() < 0.5,
  };
  const writeFolder = (entry: Folder, path: string): void => {
    mkdirSync(path, { recursive: true });
    for (const name of new Set([...entry.names.keys(), ...entry.synced.keys()])) {
      const [now, flushed] = [entry.names.get(name), entry.synced.get(name)];
      const kept = now === flushed || keeps[survival]() ? now : flushed;
      if (kept?.type === "folder") writeFolder(kept, join(path, name));
      if (kept?.type === "file")
        writeFileSync(join(path, name), pickBytes(kept, { survival, pick }));
    }
  };
  writeFolder(root, folder);
}

/** What was not flushed may be there, be missing, be zeros, or end early. */
function pickBytes(
  { bytes, synced }: File,
  { survival, pick }: { readonly survival: Survival; readonly pick: () => number },
): Buffer {
  if (survival === "all" || synced?.equals(bytes) === true) return bytes;
  const sure = synced ?? Buffer.alloc(0);
  if (survival === "none") return sure;
  const same = Math.min(sure.length, bytes.length);
  const zeros = Buffer.concat([bytes.subarray(0, same), Buffer.alloc(bytes.length - same)]);
  const cut = bytes.subarray(0, same + Math.floor((bytes.length - same) * pick()));
  return [bytes, sure, zeros, cut][Math.floor(pick() * 4)] ?? bytes;
}

function createFile(): File {
  return { type: "file", bytes: Buffer.alloc(0), synced: undefined };
}

function split(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

function find(root: Folder, path: string): Entry | undefined {
  let found: Entry | undefined = root;
  for (const name of split(path)) {
    found = found?.type === "folder" ? found.names.get(name) : undefined;
  }
  return found;
}

function findFile(root: Folder, path: string): File {
  const found = find(root, path);
  if (found?.type !== "file") throw new Error(`${path} is no file`);
  return found;
}

function makeFolder(root: Folder, names: readonly string[]): Folder {
  let folder = root;
  for (const name of names) {
    const found = folder.names.get(name) ?? { type: "folder", names: new Map(), synced: new Map() };
    if (found.type !== "folder") throw new Error(`${name} is no folder`);
    folder.names.set(name, found);
    folder = found;
  }
  return folder;
}

function folderOf(root: Folder, path: string): Folder {
  const found = find(root, split(path).slice(0, -1).join("/"));
  if (found?.type !== "folder") throw new Error(`${path} has no folder`);
  return found;
}

function put(root: Folder, path: string, entry: Entry): void {
  folderOf(root, path).names.set(split(path).at(-1) ?? "", entry);
}

function remove(root: Folder, path: string): void {
  if (find(root, path) !== undefined) folderOf(root, path).names.delete(split(path).at(-1) ?? "");
}
