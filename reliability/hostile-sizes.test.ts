import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type Devnet, startDevnet, type WorldFile } from "@flock-tools/devnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findUnsafeText } from "./testing/find-unsafe-text.ts";
import {
  createHostilePlace,
  type HostilePlace,
  type MeasuredResult,
} from "./testing/hostile-place.ts";
import { IS_WHOLE_SWEEP } from "./testing/sweep.ts";

const MOST_MEMORY = 300_000_000;

/** What the two ends of a connection on one machine hold of a body, at most. */
const ON_THE_WAY = 20_000_000;

const world = createWorld("hostile");
const { miners } = world.truth;

let devnet: Devnet;
let place: HostilePlace;

beforeEach(async () => {
  devnet = await startDevnet({ world });
  place = createHostilePlace(devnet);
});

afterEach(async () => {
  place.remove();
  await devnet.close();
});

function minerOf(hostile: string): (typeof miners)[number] {
  const found = miners.find((miner) => miner.hostile === hostile);
  if (found === undefined) throw new RangeError(`nobody is hostile by ${hostile}`);
  return found;
}

/** Serves another `data.jsonl` in a hostile repository. */
function serve(
  hostile: string,
  change: (files: readonly WorldFile[]) => readonly WorldFile[],
): void {
  const { repoId, commit = "" } = minerOf(hostile);
  devnet.hub.update((hub) => ({
    ...hub,
    repos: hub.repos.map((repo) =>
      repo.id === repoId
        ? { ...repo, commits: { [commit]: change(repo.commits[commit] ?? []) } }
        : repo,
    ),
  }));
}

/** The bytes that are taken from the streams of a hostile repository. */
function countBytes(hostile: string): () => number {
  let bytes = 0;
  serve(hostile, (files) =>
    files.map((file) => ({
      ...file,
      *stream() {
        for (const chunk of file.stream?.() ?? []) {
          bytes += chunk.length;
          yield chunk;
        }
      },
    })),
  );
  return () => bytes;
}

async function download(hostile: string, ...args: readonly string[]): Promise<MeasuredResult> {
  const uids = `0-9,${minerOf(hostile).uid}`;
  const result = await place.run("downloader", ["--uids", uids, "--json", "--verbose", ...args]);
  expect([result.code, findUnsafeText(result.stdout), findUnsafeText(result.stderr)]).toEqual([
    0,
    undefined,
    undefined,
  ]);
  expect(result.stderr.match(/^uid \d .*: downloaded/gm)).toHaveLength(10);
  expect(result.maxResidentBytes).toBeLessThan(MOST_MEMORY);
  return result;
}

describe("what is too much", () => {
  it.each([
    ["declared", 0],
    ["undeclared", 50_000_000 + ON_THE_WAY],
  ])("content: files of 10 GB, %s", async (how, most) => {
    const hostile = `10 GB ${how}`;
    const sent = countBytes(hostile);
    const { stderr } = await download(hostile, "--max-bytes", "50MB");
    expect(stderr).toMatch(/skipped, too-large: the file is larger than 50000000 bytes/);
    expect(sent()).toBeLessThanOrEqual(most);
    expect(sent()).toBeGreaterThanOrEqual(Math.min(most, 50_000_000));
    expect(place.list().filter((path) => path.endsWith(".part"))).toEqual([]);
  });

  it("content: gzip bombs", async () => {
    const { stderr } = await download("gzip bomb", "--max-bytes", "50MB");
    expect(stderr).toMatch(/skipped, too-large: .* more than that came/);
    devnet.hub.use(({ kind, path }) =>
      kind === "content" && path.includes("/enemy/")
        ? { type: "gzip-bomb", bytes: 10_000_000_000 }
        : undefined,
    );
    const again = await download("10 GB undeclared", "--max-bytes", "50MB", "--data-dir", "again");
    expect(again.stderr).toMatch(/skipped, too-large: .* more than that came/);
  });

  it("content: a million tiny rows", async () => {
    const rows = Buffer.from("1\n".repeat(1_000_000));
    serve("long line", () => [{ path: "data.jsonl", content: () => rows }]);
    const { stdout } = await download("long line");
    expect(stdout).toMatch(/"rows": ?1000000\b/);
  });

  it("content: a line of 1 GB", async () => {
    const size = IS_WHOLE_SWEEP ? 1_000_000_000 : 20_000_000;
    const line = createLongLine(size);
    serve("long line", () => [line]);
    await download("long line", "--max-bytes", "2GB");
    const { uid } = minerOf("long line");
    const verdict = await place.run("analyze", ["dupes", "--json", "--pool", poolOf(uid)]);
    expect([verdict.code, findUnsafeText(verdict.stdout)]).toEqual([0, undefined]);
    expect(verdict.maxResidentBytes).toBeLessThan(MOST_MEMORY);
    expect(place.list().some((path) => path.endsWith(line.sha256 ?? ""))).toBe(true);
  });

  it("content: names without end", async () => {
    const entries = IS_WHOLE_SWEEP ? 100_000 : 5_000;
    const folder = "\u001B[2J".repeat(1_000);
    serveNames(Array.from({ length: entries - 2 }, (_, at) => `${folder}/${at}`));
    const listed = await download("file names", "--all-files", "--data-dir", "all");
    expect(listed.stdout.length).toBeLessThan(200_000);
    expect(listed.stderr).toMatch(fateOf("downloaded, 1 rows"));
    serveNames(Array.from({ length: 1_000 }, (_, at) => `${folder.repeat(3)}/${at}`));
    const refused = await download("file names", "--all-files", "--data-dir", "refused");
    expect(refused.stderr).toMatch(fateOf("skipped, too-large: the names of"));
  });
});

function serveNames(names: readonly string[]): void {
  serve("file names", (files) => [
    ...files.filter(({ path }) => path === "data.jsonl"),
    ...names.map((path) => ({ path, content: createNothing })),
  ]);
}

function createNothing(): Uint8Array {
  return new Uint8Array(0);
}

function fateOf(text: string): RegExp {
  return new RegExp(`^uid ${minerOf("file names").uid} .*: ${text}`, "m");
}

function poolOf(uid: number): string {
  const path = join("data/miner_datasets", `miner_${uid === 0 ? 1 : 0}`, "data.jsonl");
  expect(readFileSync(join(place.cwd, path)).length).toBeGreaterThan(0);
  return path;
}

/** One row with one message, never held. */
function createLongLine(size: number): WorldFile {
  const [head, tail] = ['{"system":null,"conversations":[{"role":"user","content":"', '"}]}\n'];
  const chunk = Buffer.alloc(65_536, "z");
  function* stream(): Generator<Uint8Array> {
    yield Buffer.from(head);
    const end = size - head.length - tail.length;
    for (let at = 0; at < end; at += chunk.length) yield chunk.subarray(0, end - at);
    yield Buffer.from(tail);
  }
  const hash = createHash("sha256");
  for (const part of stream()) hash.update(part);
  const content = (): Uint8Array => Buffer.concat([...stream()]);
  return { path: "data.jsonl", lfs: true, size, sha256: hash.digest("hex"), stream, content };
}
