import { homedir } from "node:os";
import { join } from "node:path";
import type { Env } from "./env.ts";

export interface ExpandPathOptions {
  readonly env: Env;
  /** The home folder; the system's unless told. */
  readonly home?: string | undefined;
}

/**
 * A path of the environment as huggingface_hub reads it: `~` at its start, then `$NAME` and `${NAME}`; a name that is not
 * set stays as it is (`constants.py`; Python's `os.path.expanduser` and `os.path.expandvars`).
 */
export function expandPath(path: string, { env, home = homedir() }: ExpandPathOptions): string {
  const isBelowHome = path === "~" || path.startsWith("~/");
  const expanded = isBelowHome ? join(home, path.slice(1)) : path;
  return expanded.replaceAll(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, plain?: string, braced?: string) => env[plain ?? braced ?? ""] ?? whole,
  );
}
