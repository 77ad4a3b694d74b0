import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { UsageError } from "@flock-tools/core";
import { type Env, isTrue, readVariable } from "./env.ts";
import { expandPath } from "./expand-path.ts";
import { hubHome } from "./hub-cache.ts";

/** How to reach the Hub, from the variables that huggingface_hub reads too. */
export interface HubConfig {
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  /** No request may be made (`HF_HUB_OFFLINE`). */
  readonly offline: boolean;
  readonly proxy: ProxyConfig | undefined;
  /** How long the Hub may say nothing (`HF_HUB_DOWNLOAD_TIMEOUT`), in milliseconds; undefined when not set. */
  readonly timeoutMs: number | undefined;
}

/** Proxy addresses as the environment gives them. */
export interface ProxyConfig {
  readonly http?: string;
  readonly https?: string;
  readonly noProxy?: string;
}

export interface ReadHubConfigOptions {
  readonly env: Env;
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** The home folder; the system's unless told. */
  readonly home?: string;
}

const DEFAULT_ENDPOINT = "https://huggingface.co";

const MAX_TIMEOUT_SECONDS = 3600;

/**
 * Reads `HF_ENDPOINT`, `HF_HUB_OFFLINE`, `HF_HUB_DOWNLOAD_TIMEOUT`, the proxy variables and the token: `HF_TOKEN`, or the
 * file `HF_TOKEN_PATH`, or the file `token` in `HF_HOME` (`~/.cache/huggingface`), in this order, and none with
 * `HF_HUB_DISABLE_IMPLICIT_TOKEN`.
 *
 * @throws UsageError for an endpoint that is no http(s) address, a timeout that is no number of seconds, and a token that
 * is empty, unreadable or no token
 */
export async function readHubConfig(options: ReadHubConfigOptions): Promise<HubConfig> {
  const { env } = options;
  return {
    endpoint: readEndpoint(env),
    token: await readToken(options),
    offline: isTrue(env["HF_HUB_OFFLINE"]),
    proxy: readProxy(env),
    timeoutMs: readTimeout(env),
  };
}

// Whole seconds (huggingface_hub, constants.py, `_as_int`), where 0 means the default.
function readTimeout(env: Env): number | undefined {
  const text = readVariable(env, "HF_HUB_DOWNLOAD_TIMEOUT")?.trim();
  if (text === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Infinity;
  if (seconds <= MAX_TIMEOUT_SECONDS) return seconds === 0 ? undefined : seconds * 1000;
  throw new UsageError(
    `HF_HUB_DOWNLOAD_TIMEOUT must be whole seconds, at most ${MAX_TIMEOUT_SECONDS}: got ${text}`,
    { code: "HUB_TIMEOUT_VALUE", next: "correct HF_HUB_DOWNLOAD_TIMEOUT, or unset it" },
  );
}

function readEndpoint(env: Env): string {
  const text = readVariable(env, "HF_ENDPOINT") ?? DEFAULT_ENDPOINT;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return text.replace(/\/+$/, "");
  // What stands in front of an @ may be a password.
  const got = text.includes("@") ? "" : `: got ${text}`;
  throw new UsageError(`HF_ENDPOINT must be an http or https address${got}`, {
    code: "HUB_ENDPOINT",
    next: `unset HF_ENDPOINT for ${DEFAULT_ENDPOINT}`,
  });
}

async function readToken({ env, cwd, home }: ReadHubConfigOptions): Promise<string | undefined> {
  if (isTrue(env["HF_HUB_DISABLE_IMPLICIT_TOKEN"])) return undefined;
  if (env["HF_TOKEN"] !== undefined) return checkToken(env["HF_TOKEN"], "HF_TOKEN");
  const path = tokenPath(env, home ?? homedir());
  const text = await readTokenFile(isAbsolute(path) ? path : resolve(cwd, path), env);
  return text === undefined ? undefined : checkToken(text, `the token file ${path}`);
}

// huggingface_hub, constants.py: HF_TOKEN_PATH, then `token` in HF_HOME.
function tokenPath(env: Env, home: string): string {
  const path = readVariable(env, "HF_TOKEN_PATH");
  return path === undefined
    ? join(hubHome({ env, home }), "token")
    : expandPath(path, { env, home });
}

/** The file's text; undefined if there is none and nobody asked for that file. */
async function readTokenFile(path: string, env: Env): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isAskedFor = readVariable(env, "HF_TOKEN_PATH") !== undefined;
    if (!isAskedFor && (code === "ENOENT" || code === "ENOTDIR")) return undefined;
    throw new UsageError(`cannot read the token file ${path}`, {
      code: "TOKEN_UNREADABLE",
      details: message,
      next: "correct HF_TOKEN_PATH, or unset it: public data sets need no token",
      cause: error,
    });
  }
}

/** A token of printable ASCII without white space; its value is never part of the message. */
function checkToken(text: string, source: string): string {
  const token = text.trim();
  if (token === "") {
    throw new UsageError(`${source} is empty`, {
      code: "TOKEN_EMPTY",
      next: "set it to a token of https://huggingface.co/settings/tokens, or unset it: public data sets need none",
    });
  }
  if (/^[!-~]+$/.test(token)) return token;
  throw new UsageError(`${source} holds characters that no token has`, {
    code: "TOKEN_MALFORMED",
    next: "copy the token again from https://huggingface.co/settings/tokens",
  });
}

function readProxy(env: Env): ProxyConfig | undefined {
  // The lower-case name comes first, as in curl, which does not read HTTP_PROXY at all.
  const read = (name: string): string | undefined =>
    readVariable(env, name.toLowerCase()) ?? readVariable(env, name);
  const all = read("ALL_PROXY");
  const http = read("HTTP_PROXY") ?? all;
  const https = read("HTTPS_PROXY") ?? all;
  const noProxy = read("NO_PROXY");
  if (http === undefined && https === undefined) return undefined;
  return {
    ...(http !== undefined && { http }),
    ...(https !== undefined && { https }),
    ...(noProxy !== undefined && { noProxy }),
  };
}
