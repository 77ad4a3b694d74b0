import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "@flock-tools/core";
import {
  type HubServer,
  type HubServerOptions,
  startHubServer,
  type WorldFile,
  type WorldRepo,
} from "@flock-tools/devnet";
import { onTestFinished } from "vitest";
import { fetchFile, type FetchFileOptions } from "../src/fetch-file.ts";
import { createHub, type Hub, type HubOptions } from "../src/hub.ts";

export const COMMIT = "c0ffee".padEnd(40, "0");
export const REPO_ID = "miner/data";
export const TOKEN = "hf_secret";

/** `size` bytes that repeat nowhere, the same at every call. */
export function makeBytes(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export function hashBytes(bytes: Uint8Array): { sha256: string; gitSha1: string } {
  return {
    sha256: createHash("sha256").update(bytes).digest("hex"),
    gitSha1: createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex"),
  };
}

export function makeFile(path: string, bytes: Uint8Array, lfs = false): WorldFile {
  return { path, content: () => bytes, lfs };
}

export function makeRepo(files: readonly WorldFile[], rest: Partial<WorldRepo> = {}): WorldRepo {
  return { id: REPO_ID, refs: { main: COMMIT }, commits: { [COMMIT]: files }, ...rest };
}

interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: unknown;
}

/** A client of a server, in a time of its own that only waiting moves. */
export interface TestClient {
  readonly hub: Hub;
  /** A folder that goes away with the test. */
  readonly folder: string;
  /** Rate-limit pauses that were waited for, in milliseconds. */
  readonly sleeps: readonly number[];
  readonly logged: readonly LoggedLine[];
  /** `data.jsonl` of `REPO_ID` into `folder`/part, unless told otherwise. */
  readonly fetch: (options?: Partial<FetchFileOptions>) => ReturnType<typeof fetchFile>;
  /** What the partial file holds. */
  readonly readPartial: () => Promise<Buffer>;
  readonly readNote: () => Promise<string>;
}

export interface TestTime {
  now: number;
}

export async function createTestClient(
  endpoint: string,
  options: HubOptions = {},
  { time = { now: 0 }, folder }: { time?: TestTime; folder?: string } = {},
): Promise<TestClient> {
  const sleeps: number[] = [];
  const logged: LoggedLine[] = [];
  const hub = createHub({
    endpoint,
    clock: () => time.now,
    async sleep(ms, { signal }) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      time.now += ms;
      await Promise.resolve();
    },
    logger: createTestLogger(logged),
    ...options,
    retry: { minDelayMs: 0, ...options.retry },
  });
  onTestFinished(() => hub.close());
  const own = folder ?? (await createFolder());
  const partial = { path: join(own, "part"), etagPath: join(own, "part.etag") };
  return {
    hub,
    folder: own,
    sleeps,
    logged,
    fetch: (rest = {}) =>
      fetchFile(hub, {
        repoId: REPO_ID,
        commit: COMMIT,
        path: "data.jsonl",
        maxBytes: 100_000_000,
        partial,
        ...rest,
      }),
    readPartial: () => readFile(partial.path),
    readNote: () => readFile(partial.etagPath, "utf8"),
  };
}

export interface TestHub extends TestClient {
  readonly server: HubServer;
  readonly time: TestTime;
}

/** A devnet hub with `files` in one repository, or with `repos`, and a client of it. */
export async function startTestHub({
  files = [],
  repos = [makeRepo(files)],
  server: serverOptions = {},
  client = {},
}: {
  files?: readonly WorldFile[];
  repos?: readonly WorldRepo[];
  server?: Partial<HubServerOptions>;
  client?: HubOptions;
} = {}): Promise<TestHub> {
  const time = { now: 1_700_000_000_000 };
  const server = await startHubServer({
    world: { repos, users: [{ token: TOKEN, name: "tester" }] },
    clock: () => time.now,
    ...serverOptions,
  });
  onTestFinished(() => server.close());
  return { ...(await createTestClient(server.url, client, { time })), server, time };
}

/** A bare HTTP server, for what no hub would do. Gives its address. */
export async function startRawServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flock-hf-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function createTestLogger(lines: LoggedLine[]): Logger {
  const log =
    (level: string) =>
    (message: string, fields?: unknown): void => {
      lines.push({ level, message, fields });
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

/** A promise that resolves at the `count`-th call of the function beside it. */
export function createGate(count: number): [Promise<void>, () => void] {
  let left = count;
  let open: (() => void) | undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [
    opened,
    () => {
      left -= 1;
      if (left === 0) open?.();
    },
  ];
}
