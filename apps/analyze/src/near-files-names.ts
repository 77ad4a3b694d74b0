import { sep } from "node:path";
import type { NearFile } from "./near-files-input.ts";

/** What files are called where there is little room. */
export interface ShortNames {
  /** The folder that all of them are in, with a separator at its end; empty if it is the working folder. */
  readonly folder: string;
  /** By a file's place in the list: its name within that folder. */
  readonly names: readonly string[];
}

/** Leaves out the folders that all names begin with. */
export function shortenNames(files: readonly Pick<NearFile, "name">[]): ShortNames {
  const folders = files.map(({ name }) => splitFolders(name));
  const [first = []] = folders;
  const differs = first.findIndex((part, index) => folders.some((parts) => parts[index] !== part));
  const shared = first.slice(0, differs === -1 ? first.length : differs);
  const folder = shared.map((part) => part + sep).join("");
  return { folder, names: files.map(({ name }) => name.slice(folder.length)) };
}

function splitFolders(name: string): string[] {
  return name.split(sep).slice(0, -1);
}
