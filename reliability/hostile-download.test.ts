import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type Devnet, startDevnet, type TruthMiner } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findUnsafeText } from "./testing/find-unsafe-text.ts";
import {
  createHostilePlace,
  type HostilePlace,
  type MeasuredResult,
} from "./testing/hostile-place.ts";

const MOST_MEMORY = 300_000_000;
const CAP = 5_000_000;

const world = createWorld("hostile");
const { miners } = world.truth;

interface Report {
  readonly data: {
    readonly miners: readonly {
      readonly uid: number;
      readonly status: string;
      readonly reason?: string;
      readonly sha256?: string;
      readonly files?: number;
      readonly leftOut?: readonly { readonly path: string }[];
    }[];
  };
}

let devnet: Devnet;
let place: HostilePlace;
let before: string[];
let result: MeasuredResult;
let report: Report["data"];

beforeAll(async () => {
  devnet = await startDevnet({ world });
  place = createHostilePlace(devnet);
  before = place.list();
  const args = ["--all-files", "--eval", "--verbose", "--report", "report.json"];
  result = await place.run("downloader", [...args, "--max-bytes", String(CAP)]);
  report = (JSON.parse(readFileSync(join(place.cwd, "report.json"), "utf8")) as Report).data;
});

afterAll(async () => {
  place.remove();
  await devnet.close();
});

function outcomeOf(hostile: string): Report["data"]["miners"][number] | undefined {
  const uid = miners.find((miner) => miner.hostile === hostile)?.uid;
  return report.miners.find((miner) => miner.uid === uid);
}

function viewOf(hostile: string): string {
  return join(place.cwd, `data/miner_datasets/miner_${outcomeOf(hostile)?.uid}`);
}

describe("a subnet in which most mean harm", () => {
  it("content: the data sets of all others arrive", () => {
    expect([result.code, result.signal]).toEqual([0, null]);
    const found = miners
      .filter(({ hostile }) => hostile === undefined)
      .map(({ uid, sha256 }) => ({ uid, sha256, there: hashOf(`miner_${uid}/data.jsonl`) }));
    expect(found.length).toBe(60);
    expect(found.filter(({ sha256, there }) => sha256 !== there)).toEqual([]);
  });

  it("content: ids, revisions and commitments of every kind", () => {
    const wrong = miners
      .map((miner) => ({ miner, outcome: report.miners[miner.uid] }))
      .filter(({ miner, outcome }) => outcome?.uid !== miner.uid || !isExpected(miner, outcome));
    expect(wrong).toEqual([]);
  });

  it("content: nothing is written outside", () => {
    expect(place.list(["data", "report.json"])).toEqual(before);
    expect(place.list().filter((path) => path.endsWith("->"))).toEqual([]);
    const top = readdirSync(join(place.cwd, "data")).map((name) =>
      name.replace(/-(?:shm|wal)$/, ""),
    );
    expect([...new Set(top)].toSorted()).toEqual([
      "blobs",
      "catalog.sqlite",
      "eval_data",
      "lock",
      "miner_datasets",
      "tmp",
    ]);
    const views = readdirSync(join(place.cwd, "data/miner_datasets"));
    expect(views.filter((name) => !/^miner_\d+$/.test(name))).toEqual([]);
  });

  it("content: nothing printed or reported moves a cursor", () => {
    expect(result.stderr.split("\n").length).toBeGreaterThan(miners.length);
    expect(findUnsafeText(result.stderr)).toBeUndefined();
    expect(findUnsafeText(result.stdout)).toBeUndefined();
    expect(findUnsafeText(readFileSync(join(place.cwd, "report.json")))).toBeUndefined();
  });

  it("content: memory is bounded", () => {
    expect(result.maxResidentBytes).toBeLessThan(MOST_MEMORY);
  });

  it("content: file names", () => {
    const repo = world.hub.repos.find(({ id }) => id === repoOf("file names"));
    const paths = Object.values(repo?.commits ?? {}).flatMap((files) =>
      files.map(({ path }) => path),
    );
    const leftOut = outcomeOf("file names")?.leftOut?.map(({ path }) => path) ?? [];
    const there = readdirSync(viewOf("file names"), { recursive: true, encoding: "utf8" });
    // What is too long is named by its beginning.
    expect(paths.filter((path) => !there.includes(path)).length).toBe(leftOut.length);
    expect(there.length + leftOut.length).toBe(paths.length);
    expect(there).toEqual(expect.arrayContaining(["data.jsonl", "-rf", "__proto__", "$(id)"]));
    for (const path of ["../outside.txt", "CON", "aux.jsonl", "dot.", "DATA.jsonl", "one/file.txt"])
      expect(leftOut).toContain(path);
  });

  it("content: symlinks and submodules", () => {
    expect(outcomeOf("symlinks and submodules")).toMatchObject({ status: "downloaded", files: 5 });
    expect(readFileSync(join(viewOf("symlinks and submodules"), "passwd"), "utf8")).toBe(
      "/etc/passwd",
    );
  });

  it("content: trees with 100,000 entries", () => {
    expect(outcomeOf("100,000 files")).toMatchObject({ status: "skipped", reason: "too-large" });
  });
});

function repoOf(hostile: string): string | undefined {
  return miners.find((miner) => miner.hostile === hostile)?.repoId;
}

function hashOf(path: string): string {
  const bytes = readFileSync(join(place.cwd, "data/miner_datasets", path));
  return createHash("sha256").update(bytes).digest("hex");
}

/** As the world tells of `data.jsonl`; with the whole snapshot a file below a folder of that name counts too. */
function isExpected(
  { expected, sha256, hostile }: TruthMiner,
  { status, reason, sha256: found }: Report["data"]["miners"][number],
): boolean {
  if (hostile === "100,000 files") return reason === "too-large";
  if (hostile === "a folder in the place of the data") return status === "downloaded";
  return expected === "downloaded"
    ? status === "downloaded" && found === sha256
    : status === "skipped" && reason === expected;
}
