import { createHash } from "node:crypto";
import { encodeAddress } from "@polkadot/util-crypto";
import { describe, expect, it } from "vitest";
import type { TruthMiner, WorldCommitment, WorldFile } from "../world.ts";
import { createWorld } from "./create-world.ts";
import { MALFORMED_KINDS } from "./malformed.ts";

const world = createWorld("demo");
const subnet = world.chain.subnets.find(({ netuid }) => netuid === world.truth.flockNetuid)!;
const commitmentOf = new Map(
  subnet.commitments.map((entry) => [encodeAddress(entry.hotkey, 42), entry]),
);
const downloaded = world.truth.miners.filter(({ expected }) => expected === "downloaded");

function readText(commitment: WorldCommitment | undefined): string | undefined {
  const [field] = commitment?.fields ?? [];
  return field?.type === "raw" ? Buffer.from(field.bytes).toString("latin1") : undefined;
}

function findFile({ repoId, commit }: TruthMiner, path = "data.jsonl"): WorldFile | undefined {
  const repo = world.hub.repos.find(({ id }) => id === repoId);
  return repo?.commits[commit!]?.find((file) => file.path === path);
}

function readLines(miner: TruthMiner): string[] {
  const text = Buffer.from(findFile(miner)!.content()).toString();
  return text.split("\n").filter((line) => line !== "");
}

function countShared(left: TruthMiner, right: TruthMiner): number {
  const lines = new Set(readLines(left));
  return new Set(readLines(right).filter((line) => lines.has(line))).size;
}

const minerAt = (uid: number): TruthMiner => world.truth.miners[uid]!;

describe("the truth", () => {
  it("is about the neurons of the subnet", () => {
    expect(subnet).toMatchObject({
      netuid: 96,
      name: "FLock OFF",
      identity: { githubRepo: "https://github.com/FLock-io/FLock-subnet" },
    });
    expect(subnet.neurons).toHaveLength(64);
    expect(world.truth.miners.map(({ uid, hotkey, coldkey }) => [uid, hotkey, coldkey])).toEqual(
      subnet.neurons.map(({ hotkey, coldkey }, uid) => [
        uid,
        encodeAddress(hotkey, 42),
        encodeAddress(coldkey, 42),
      ]),
    );
  });

  it("has the bytes of every file that can be downloaded", () => {
    expect(downloaded).toHaveLength(36);
    for (const miner of downloaded) {
      const bytes = findFile(miner)!.content();
      expect([miner.uid, miner.bytes, miner.rows, miner.sha256]).toEqual([
        miner.uid,
        bytes.length,
        readLines(miner).length,
        createHash("sha256").update(bytes).digest("hex"),
      ]);
    }
  });

  it("has the commitment that leads to each repository", () => {
    for (const { hotkey, commitmentText, repoId, commit } of downloaded) {
      expect(readText(commitmentOf.get(hotkey))).toBe(commitmentText);
      const [id, competition, revision = ""] = commitmentText!.split(":");
      expect([id, competition]).toEqual([repoId, "1"]);
      const { refs } = world.hub.repos.find((repo) => repo.id === repoId)!;
      const isBranch = revision === "main" || revision === "None";
      expect(isBranch ? refs["main"] : commit!.slice(0, revision.length)).toBe(
        isBranch ? commit : revision,
      );
    }
    const revisions = downloaded.map(({ commitmentText }) => commitmentText!.split(":")[2]!);
    expect(revisions.filter((revision) => revision === "main")).toHaveLength(1);
    expect(revisions.filter((revision) => revision === "None")).toHaveLength(1);
    expect(revisions.filter((revision) => revision.length === 7)).toHaveLength(1);
    expect(minerAt(63).commitmentText).toMatch(/^[^:]+:1:[0-9a-f]{40}:v2$/);
  });

  it("has what is wrong with the others", () => {
    const reasons = new Map<string, TruthMiner[]>();
    for (const miner of world.truth.miners) {
      reasons.set(miner.expected, [...(reasons.get(miner.expected) ?? []), miner]);
    }
    const [missing] = reasons.get("repo-not-found")!;
    expect(world.hub.repos.some(({ id }) => id === missing!.repoId)).toBe(false);
    const [gated] = reasons.get("gated")!;
    expect(world.hub.repos.find(({ id }) => id === gated!.repoId)!.gated).toBe(true);
    const [moved] = reasons.get("revision-not-found")!;
    const { commits } = world.hub.repos.find(({ id }) => id === moved!.repoId)!;
    expect(Object.keys(commits)).not.toContain(moved!.commit);
    const [other] = reasons.get("file-not-found")!;
    expect(findFile(other!)).toBeUndefined();
    expect(findFile(other!, "train.jsonl")!.content().length).toBeGreaterThan(100_000);
    for (const { hotkey } of reasons.get("no-commitment")!) {
      expect(commitmentOf.has(hotkey)).toBe(false);
    }
    expect(Object.fromEntries([...reasons].map(([reason, list]) => [reason, list.length]))).toEqual(
      {
        downloaded: 36,
        "no-commitment": 5,
        "invalid-commitment": 17,
        "undecodable-commitment": 2,
        "repo-not-found": 1,
        gated: 1,
        "revision-not-found": 1,
        "file-not-found": 1,
      },
    );
  });

  it("counts the commitments of hotkeys that are gone", () => {
    const registered = new Set(world.truth.miners.map(({ hotkey }) => hotkey));
    const stale = [...commitmentOf.keys()].filter((hotkey) => !registered.has(hotkey));
    expect(stale).toHaveLength(world.truth.staleCommitments);
    expect(stale.length).toBeGreaterThanOrEqual(3);
  });

  it("has the evaluation pool", () => {
    const { repoId, commit, rows, bytes, sha256 } = world.truth.evaluationPool!;
    const repo = world.hub.repos.find(({ id }) => id === repoId)!;
    expect(repo.refs).toEqual({ main: commit });
    const content = repo.commits[commit]!.find(({ path }) => path === "data.jsonl")!.content();
    const lines = Buffer.from(content).toString().trimEnd().split("\n");
    expect([lines.length, new Set(lines).size, content.length]).toEqual([rows, rows, bytes]);
    expect(rows).toBe(5000);
    expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
  });
});

function findMalformed(kind: string): WorldCommitment {
  const { hotkey } = world.truth.miners.find(({ malformed }) => malformed === kind)!;
  return commitmentOf.get(hotkey)!;
}

describe("malformed commitments", () => {
  it("are of every kind", () => {
    const kinds = world.truth.miners.flatMap(({ malformed = [] }) => malformed);
    expect(kinds.toSorted()).toEqual([...MALFORMED_KINDS].toSorted());
  });

  it.each([
    ["json", /^\{"repo":/],
    ["two-parts", /^[^:]+:[^:]+$/],
    ["four-parts", /^(?:[^:]+:){3}[^:]+$/],
    ["url-with-port", /^https:\/\/[^:]+:8080\//],
    ["url-with-address", /^http:\/\/[\d.]+:8091$/],
    ["bad-repo-id", /^\.\.\/\.\.:1:[0-9a-f]{40}$/],
    ["long-competition-id", /^[^:]+:[^:]{13,}:[0-9a-f]{40}$/],
    ["bad-revision", /^[^:]+:1:v1\.0-final$/],
    ["empty-raw", /^$/],
  ])("as %s are such text", (kind, pattern) => {
    expect(readText(findMalformed(kind))).toMatch(pattern);
  });

  it("as control bytes would colour, reverse and cut a line of output", () => {
    const text = readText(findMalformed("control-bytes"));
    expect(text).toContain("\u001b[31m");
    // U+202E in UTF-8, read as Latin-1.
    expect(text).toContain("\u00e2\u0080\u00ae");
    expect(text).toContain("\0");
  });

  it.each([
    ["big-raw", ["big-raw"]],
    ["hash", ["hash"]],
    ["reset-bonds", ["reset-bonds"]],
    ["timelocked", ["timelocked"]],
    ["none-field", ["none"]],
    ["several-fields", ["raw", "raw"]],
  ])("as %s have such fields", (kind, types) => {
    expect(findMalformed(kind).fields.map(({ type }) => type)).toEqual(types);
  });

  it("as revealed ones have what was revealed, later", () => {
    const { block, revealed } = findMalformed("timelocked-revealed");
    expect(Buffer.from(revealed![0]!.bytes).toString()).toMatch(/^acme\/sealed-chat:1:/);
    expect(revealed![0]!.block).toBeGreaterThan(block);
    expect(findMalformed("timelocked").revealed).toBeUndefined();
    expect(findMalformed("undecodable").encoded![13]).toBe(200);
    expect(Buffer.from(findMalformed("trailing-bytes").encoded!).toString("hex")).toMatch(
      /deadbeef$/,
    );
  });
});

describe("the rows", () => {
  it("of honest miners come from the pool, in the schema of the competition", () => {
    const honest = downloaded.filter(({ planted, rows }) => planted === undefined && rows === 100);
    const { repoId, commit } = world.truth.evaluationPool!;
    const pool = new Set(readLines({ repoId, commit } as TruthMiner));
    const foreign = honest.filter((miner) => !readLines(miner).every((line) => pool.has(line)));
    // The miner with the broken line.
    expect(foreign.map(({ uid }) => uid)).toEqual([50]);
    const [line = ""] = readLines(honest[0]!);
    expect(JSON.parse(line)).toEqual({
      system: expect.toSatisfy((value) => value === null || typeof value === "string") as unknown,
      conversations: expect.arrayContaining([
        { role: "user", content: expect.any(String) as string },
        { role: "assistant", content: expect.any(String) as string },
      ]) as unknown,
    });
    for (const row of pool) {
      expect(Buffer.byteLength(row)).toBeGreaterThan(500);
      expect(Buffer.byteLength(row)).toBeLessThan(2000);
    }
  });

  it("of honest miners overlap by chance only", () => {
    const honest = downloaded.filter(({ planted }) => planted === undefined);
    for (const [index, left] of honest.entries()) {
      for (const right of honest.slice(index + 1)) {
        expect([left.uid, right.uid, countShared(left, right) <= 10]).toEqual([
          left.uid,
          right.uid,
          true,
        ]);
      }
    }
  });

  it("of copies are shared as the truth says, and committed after their sources", () => {
    const copies = downloaded.filter(({ planted }) => planted !== undefined);
    expect(copies).toHaveLength(17);
    for (const copy of copies) {
      const { sourceUid, sharedRows, alsoFrom } = copy.planted!;
      const sources = [{ sourceUid, sharedRows }, ...(alsoFrom === undefined ? [] : [alsoFrom])];
      for (const source of sources) {
        const original = minerAt(source.sourceUid);
        expect([copy.uid, countShared(copy, original)]).toEqual([copy.uid, source.sharedRows]);
        expect(commitmentOf.get(copy.hotkey)!.block).toBeGreaterThan(
          commitmentOf.get(original.hotkey)!.block,
        );
      }
    }
    expect(minerAt(36).planted).toMatchObject({ sharedRows: 50, alsoFrom: { sharedRows: 40 } });
    const partial = copies.filter(({ planted }) => planted!.kind === "partial");
    expect(partial.map(({ planted }) => planted!.sharedRows)).toEqual([60, 34, 33, 50]);
  });

  it("of exact copies are the same bytes, of reordered ones the same rows", () => {
    for (const { sha256, planted } of downloaded) {
      if (planted === undefined) continue;
      const isExact = planted.kind !== "reordered" && planted.sharedRows === 100;
      expect(sha256 === minerAt(planted.sourceUid).sha256).toBe(isExact);
    }
    const reordered = downloaded.filter(({ planted }) => planted?.kind === "reordered");
    expect(reordered.map(({ planted }) => planted!.sharedRows)).toEqual([100, 100]);
  });

  it("of near copies left the pool by edits at the rate that is told", () => {
    const near = downloaded.filter(({ planted }) => planted?.kind === "near-copy");
    expect(new Set(near.map(({ planted }) => planted!.editRate))).toEqual(
      new Set([0.01, 0.02, 0.05, 0.1, 0.2, 0.3]),
    );
    for (const copy of near) {
      expect(copy.planted!.sharedRows).toBe(0);
      const [before, after] = [minerAt(copy.planted!.sourceUid), copy].map((miner) =>
        readLines(miner).flatMap((line) => line.split(" ")),
      );
      expect(after).toHaveLength(before!.length);
      const changed = before!.filter((word, index) => word !== after![index]).length;
      expect(changed / before!.length).toBeCloseTo(copy.planted!.editRate!, 1.5);
    }
  });

  it("of miners with one coldkey are told as theirs", () => {
    const group = downloaded.filter(({ planted }) => planted?.kind === "same-coldkey");
    expect(group.map(({ uid }) => uid)).toEqual([27, 28]);
    for (const { coldkey, hotkey, planted } of group) {
      expect(coldkey).toBe(minerAt(planted!.sourceUid).coldkey);
      expect(hotkey).not.toBe(minerAt(planted!.sourceUid).hotkey);
    }
  });

  it("are missing or broken where that is planned", () => {
    expect(minerAt(44)).toMatchObject({ expected: "downloaded", rows: 0, bytes: 0 });
    const lines = readLines(minerAt(50));
    const broken = lines.filter((line) => {
      try {
        JSON.parse(line);
        return false;
      } catch {
        return true;
      }
    });
    expect(broken).toEqual([lines[50]]);
  });
});

it("has subnets that look like FLock's and are not", () => {
  const first = new Map(
    world.chain.subnets.map(({ netuid, commitments }) => [netuid, readText(commitments[0])]),
  );
  expect(first.get(4)).toMatch(/^https:\/\/[\w.]+:8080\/x$/);
  expect(first.get(8)).toMatch(/^http:\/\/[\d.]+:8091$/);
  expect(first.get(21)).toMatch(/^user\d+\/[\w-]+:file\.onnx:1:[0-9a-f]{32}$/);
  expect(first.get(29)).toMatch(/^ns\d+:[\w-]+:[0-9a-f]{40}:[0-9a-f]{32}:2$/);
  expect(first.get(61)).toMatch(/^[\w-]+\/[\w-]+:1:[0-9a-f]{40}$/);
  const impostor = world.chain.subnets.find(({ netuid }) => netuid === 44)!;
  expect(impostor.name).toBe("FLock OFF");
  expect(impostor.commitments.length).toBeGreaterThan(10);
  expect(impostor.commitments.every((entry) => !readText(entry)!.includes(":1:"))).toBe(true);
});

it("has some data sets in LFS", () => {
  const lfs = downloaded.filter((miner) => findFile(miner)!.lfs === true);
  expect(lfs.map(({ uid }) => uid)).toEqual([2, 12, 17, 46]);
});
