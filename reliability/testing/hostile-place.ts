import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Devnet } from "@flock-tools/devnet";
import { type App, type CommandResult, runCommand } from "./run-command.ts";

/** What a command came to, and how much memory it held at its peak. */
export interface MeasuredResult extends CommandResult {
  /** Bytes. */
  readonly maxResidentBytes: number;
}

/** A folder of folders: one to work in, and around it those where nothing may change. */
export interface HostilePlace {
  /** The working folder. Beside it: a home, a folder for temporary files and one that is nobody's. */
  readonly cwd: string;
  run(app: App, args: readonly string[]): Promise<MeasuredResult>;
  /** Files, folders and links of all of it, relative, without what is below one of `allowed` in the working folder. */
  list(allowed?: readonly string[]): string[];
  remove(): void;
}

const PRELOAD = fileURLToPath(new URL("usage-preload.mjs", import.meta.url));

/** Makes one, for commands that read what `devnet` serves. */
export function createHostilePlace(devnet?: Pick<Devnet, "chain" | "hub">): HostilePlace {
  const root = mkdtempSync(join(tmpdir(), "flock-hostile-"));
  const [cwd, home, temporary, own] = ["work", "home", "tmp", "own"].map((name) =>
    join(root, name),
  );
  for (const folder of [cwd, home, temporary]) mkdirSync(folder ?? root);
  // The command's peak memory is written where it has no business.
  const usage = `${root}.usage`;
  const env = {
    HOME: home ?? root,
    HF_HOME: home ?? root,
    TMPDIR: temporary ?? root,
    FLOCK_USAGE_FILE: usage,
  };
  mkdirSync(own ?? root);
  return {
    cwd: cwd ?? root,
    async run(app, args) {
      const nodeArgs = ["--import", PRELOAD];
      const result = await runCommand(app, args, { cwd: cwd ?? root, devnet, env, nodeArgs });
      const { maxResidentBytes } = JSON.parse(readFileSync(usage, "utf8")) as MeasuredResult;
      return { ...result, maxResidentBytes };
    },
    list(allowed = []) {
      const kept = allowed.map((name) => join("work", name));
      return listTree(root).filter((path) =>
        kept.every((name) => path !== name && !path.startsWith(name + sep)),
      );
    },
    remove() {
      for (const path of [root, usage]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Everything below `folder`, relative to it, sorted; links are marked and not followed. */
function listTree(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(below, entry.name);
      if (entry.isSymbolicLink()) return [`${path} ->`];
      return entry.isDirectory() ? [path, ...listTree(folder, path)] : [path];
    })
    .toSorted();
}
