import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Devnet, startDevnet } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Files, findWrongs, listFiles } from "./testing/check-folder.ts";
import { count } from "./testing/count.ts";
import { digestOf } from "./testing/digest-of.ts";
import { createHubCases } from "./testing/hub-cases.ts";
import {
  type CaseFaults,
  createHubCasesWorld,
  type HubCaseMiner,
  type HubCasesWorld,
} from "./testing/hub-cases-world.ts";
import { type RecordingHost, startOtherHost } from "./testing/other-host.ts";
import { type CommandResult, runCommand } from "./testing/run-command.ts";

interface Outcome {
  readonly uid: number;
  readonly status: string;
  readonly reason?: string;
  readonly sha256?: string;
  readonly quarantine?: string;
}

interface Run extends CommandResult {
  /** By uid. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

const INTEGRITY = 7;
const PARTIAL = 3;
/** What makes a run end with 3, and is not waited for as long as stalls are. */
const PASSING: ReadonlySet<string> = new Set(["failed network", "failed server-error"]);

let cwd: string;
let other: RecordingHost;
let cases: HubCasesWorld;
let devnet: Devnet;
let right: Files;
let undisturbed: string;
let faults: CaseFaults;
let first: Run;
let found: Files;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "flock-hub-faults-"));
  other = await startOtherHost();
  cases = createHubCasesWorld(createHubCases(other));
  devnet = await startDevnet({ world: cases.world });
  const { code, stderr } = await download("whole");
  if (code !== 0) throw new Error(`without faults it ended with ${code}: ${stderr}`);
  right = listFiles(join(cwd, "whole"));
  undisturbed = digestOf(join(cwd, "whole"));
  faults = cases.createFaults();
  devnet.hub.use(faults.handler);
  first = await download("data");
  found = listFiles(join(cwd, "data"));
}, 120_000);

afterAll(async () => {
  await devnet.close();
  await other[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true, force: true });
});

async function download(folder: string): Promise<Run> {
  const result = await runCommand(
    "downloader",
    ["--netuid", "96", "--json", "--quiet", "--concurrency", "80", "--data-dir", folder],
    // Stalls are waited for, so no longer than it takes; an answer of the devnet takes some milliseconds.
    { cwd, devnet, env: { HF_HUB_DOWNLOAD_TIMEOUT: "2" } },
  );
  const { data } = JSON.parse(result.stdout) as { data: { miners: Outcome[] } };
  return { ...result, outcomes: new Map(data.miners.map((miner) => [miner.uid, miner])) };
}

function fateOf({ outcomes }: Run, { uid }: HubCaseMiner): string {
  const { status, reason } = outcomes.get(uid) ?? { status: "no outcome" };
  return reason === undefined ? status : `${status} ${reason}`;
}

/** The hash of what a miner's folder holds; undefined if it holds nothing. */
function viewOf({ uid }: HubCaseMiner): string | undefined {
  return found.get(`miner_datasets/miner_${uid}/data.jsonl`);
}

const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Where one of the miners of these cases was spared, met another fate than it should, or has anything but all of its data
 * set.
 */
function wrongFates(...names: readonly string[]): string[] {
  const miners = cases.miners.filter(({ name = "" }) => names.includes(name));
  const wrongs = miners.flatMap((miner) => {
    const { name, lasts, fate, content } = miner;
    const strikes = faults.strikesOn(miner);
    count("hub faults injected", strikes.count);
    const due = fate === "downloaded" ? hashOf(content) : undefined;
    const met = fateOf(first, miner);
    const isRight = strikes.isWhole && met === fate && viewOf(miner) === due;
    return isRight
      ? []
      : [`${name}, ${lasts ? "lasting" : "once"}, ${strikes.count} faults: ${met}`];
  });
  return miners.length === 2 * names.length ? wrongs : ["not all cases are there"];
}

describe("dl, of a Hub whose connections break", () => {
  it("hub: drop", () => {
    expect(wrongFates("drop", "drop of the bytes, LFS")).toEqual([]);
  });
  it("hub: reset after N bytes", () => {
    expect(wrongFates("reset after N bytes", "end after N bytes")).toEqual([]);
  });
  it("hub: truncate", () => {
    expect(wrongFates("truncate")).toEqual([]);
  });
  it("hub: stall", () => {
    expect(wrongFates("stall", "stall after N bytes")).toEqual([]);
  });
  it("hub: 1 byte a second", () => {
    expect(wrongFates("1 byte a second", "1 byte a second of a branch")).toEqual([]);
  });
});

describe("dl, of a Hub that refuses", () => {
  it("hub: 429 with Retry-After as seconds", () => {
    expect(wrongFates("429 with Retry-After as seconds")).toEqual([]);
  });
  it("hub: 429 with Retry-After as a date", () => {
    expect(wrongFates("429 with Retry-After as a date")).toEqual([]);
  });
  it("hub: 429 by RateLimit headers", () => {
    expect(wrongFates("429 by RateLimit headers")).toEqual([]);
  });
  it("hub: 500", () => {
    expect(wrongFates("500", "500 of a branch")).toEqual([]);
  });
  it("hub: 502", () => {
    expect(wrongFates("502")).toEqual([]);
  });
  it("hub: 503", () => {
    expect(wrongFates("503")).toEqual([]);
  });
  it("hub: gated", () => {
    expect(wrongFates("gated")).toEqual([]);
  });
  it("hub: renamed", () => {
    expect(wrongFates("renamed")).toEqual([]);
  });
  it("hub: deleted", () => {
    expect(wrongFates("deleted")).toEqual([]);
  });
  it("hub: force-pushed", () => {
    expect(wrongFates("force-pushed")).toEqual([]);
  });
});

describe("dl, of a Hub whose answers lie", () => {
  it("hub: wrong bytes of the right size", () => {
    expect(
      wrongFates("wrong bytes of the right size", "wrong bytes of the right size, LFS"),
    ).toEqual([]);
  });
  it("hub: wrong length", () => {
    expect(
      wrongFates(
        "wrong length",
        "wrong length, too short",
        "wrong length, too long",
        "wrong length, 10 GB",
      ),
    ).toEqual([]);
  });
  it("hub: redirect loop", () => {
    expect(wrongFates("redirect loop")).toEqual([]);
  });
  it("hub: redirect to another host", () => {
    expect(wrongFates("redirect to another host", "redirect of the bytes to another host")).toEqual(
      [],
    );
    expect(new Set(other.requests.map(({ path }) => path))).toEqual(
      new Set(["/resolve", "/bytes"]),
    );
  });
  it("hub: changed ETag between parts", () => {
    expect(
      wrongFates("changed ETag between parts", "changed ETag, which the Hub promises"),
    ).toEqual([]);
  });
  it("hub: no Range support", () => {
    expect(wrongFates("no Range support")).toEqual([]);
  });
  it("hub: gzip bomb", () => {
    expect(wrongFates("gzip bomb")).toEqual([]);
  });
  it("hub: chunked without length", () => {
    expect(wrongFates("chunked without length")).toEqual([]);
  });
});

describe("dl, of a Hub under all faults at once", () => {
  it("names every case in a test", () => {
    const source = readFileSync(new URL(import.meta.url), "utf8");
    const calls = [...source.matchAll(/wrongFates\(\s*("[^)]+")/g)].map(([, names = ""]) => names);
    const named = calls.flatMap((names) =>
      [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
    );
    expect(new Set(named)).toEqual(new Set(Object.keys(createHubCases(other))));
  });

  it("brings the data sets of all others", () => {
    const others = cases.miners.filter(({ name }) => name === undefined);
    expect(others.map((miner) => viewOf(miner))).toEqual(
      others.map(({ content }) => hashOf(content)),
    );
  });

  it("keeps aside what came whole and was wrong twice, under its own hash", () => {
    const kept = [...first.outcomes.values()].flatMap(({ quarantine }) => quarantine ?? []);
    expect(kept.length).toBeGreaterThanOrEqual(4);
    for (const path of kept) {
      const hash = hashOf(readFileSync(join(cwd, "data", path)));
      expect(path.startsWith(`quarantine/${hash}.`)).toBe(true);
    }
  });

  it("ends with 7, and holds nothing but right files", () => {
    expect(first.code).toBe(INTEGRITY);
    expect(findWrongs(join(cwd, "data"), [right])).toEqual([]);
    const blobs = [...found].filter(([path]) => path.startsWith("blobs/"));
    expect(blobs.map(([path]) => path.split("/").at(-1))).toEqual(blobs.map(([, hash]) => hash));
  });

  it("ends with 3 where some cannot be had, and without faults with the digest of a run without", async () => {
    devnet.hub.use(cases.createFaults(({ fate }) => PASSING.has(fate)).handler);
    const second = await download("data");
    expect(second.code).toBe(PARTIAL);
    for (const miner of cases.miners) {
      const fate = PASSING.has(miner.fate) ? miner.fate : "downloaded";
      expect(fateOf(second, miner).replace("already-there", "downloaded")).toBe(fate);
    }
    devnet.hub.use(undefined);
    const third = await download("data");
    expect(third.code).toBe(0);
    expect(digestOf(join(cwd, "data"))).toBe(undisturbed);
    expect(listFiles(join(cwd, "data"))).toEqual(right);
    count(
      "bytes compared",
      [...cases.miners].reduce((sum, { content }) => sum + content.length, 0),
    );
  }, 120_000);
});
