import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type Env, isTrue, readVariable } from "./env.ts";
import { expandPath } from "./expand-path.ts";

/** Where huggingface_hub keeps its cache, and how. */
export interface HubCacheConfig {
  /** Absolute. */
  readonly folder: string;
  /** Whether links were ruled out (`HF_HUB_DISABLE_SYMLINKS`). */
  readonly noSymlinks: boolean;
}

export interface ReadHubCacheOptions {
  readonly env: Env;
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** The home folder; the system's unless told. */
  readonly home?: string | undefined;
}

/**
 * Reads `HF_HUB_CACHE` or its former name `HUGGINGFACE_HUB_CACHE`, and else takes the folder `hub` in `HF_HOME`
 * (huggingface_hub, `constants.py`).
 */
export function readHubCache({ env, cwd, home = homedir() }: ReadHubCacheOptions): HubCacheConfig {
  const given = readVariable(env, "HF_HUB_CACHE") ?? readVariable(env, "HUGGINGFACE_HUB_CACHE");
  const folder = expandPath(given ?? join(hubHome({ env, home }), "hub"), { env, home });
  return {
    folder: resolve(cwd, folder),
    noSymlinks: isTrue(env["HF_HUB_DISABLE_SYMLINKS"]),
  };
}

/** `HF_HOME`, else `huggingface` in `XDG_CACHE_HOME`, else in `~/.cache`; not made absolute. */
export function hubHome({ env, home }: { readonly env: Env; readonly home: string }): string {
  const cache = readVariable(env, "XDG_CACHE_HOME") ?? join(home, ".cache");
  return expandPath(readVariable(env, "HF_HOME") ?? join(cache, "huggingface"), { env, home });
}
