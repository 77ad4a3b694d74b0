import { indexRows } from "@flock-tools/dataset";
import { createWorld, type TruthMiner, type World } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import { parseCommitment } from "../parse-commitment.ts";
import { findGroups } from "./find-groups.ts";
import { judge } from "./judge.ts";
import { type JudgedMiner, type JudgementInput, toMinerFile } from "./judgement-input.ts";
import { getRuleSetAt } from "./rule-set.ts";

const world = createWorld("demo");
const subnet = world.chain.subnets.find(({ netuid }) => netuid === world.truth.flockNetuid)!;
const input = createInputOf(world);
const judgement = judge(input);
const downloaded = world.truth.miners.filter(({ expected }) => expected === "downloaded");
const expectedByUid = new Map(downloaded.map((miner) => [miner.uid, expectedVerdict(miner)]));

function createInputOf({ chain, truth }: World): JudgementInput {
  const { repoId, commit } = truth.evaluationPool!;
  return {
    ruleSet: getRuleSetAt(chain.headTimestamp),
    pool: toMinerFile(indexRows(readData(repoId, commit))),
    miners: truth.miners.map(createMinerOf),
    block: chain.headNumber,
  };
}

function createMinerOf({
  uid,
  hotkey,
  coldkey,
  expected,
  repoId,
  commit,
}: TruthMiner): JudgedMiner {
  const key = Buffer.from(subnet.neurons[uid]!.hotkey);
  const commitment = subnet.commitments.find((candidate) => key.equals(candidate.hotkey));
  if (expected !== "downloaded") {
    const file = { status: "none", reason: expected } as const;
    return { uid, hotkey, coldkey, commitmentBlock: commitment?.block, file };
  }
  const parsed = parseCommitment(commitment!.fields);
  return {
    uid,
    hotkey,
    coldkey,
    commitmentBlock: commitment!.block,
    revision: parsed.status === "valid" ? parsed.revision : undefined,
    commit,
    file: toMinerFile(indexRows(readData(repoId!, commit!))),
  };
}

function readData(repoId: string, commit: string): Uint8Array {
  const repo = world.hub.repos.find(({ id }) => id === repoId)!;
  return repo.commits[commit]!.find(({ path }) => path === "data.jsonl")!.content();
}

/** Whose rows a miner has: its own or those it copied; two that copied from one share them too. */
function originsOf(uid: number): readonly number[] {
  const { planted } = world.truth.miners[uid]!;
  if (planted === undefined) return [uid];
  return [uid, planted.sourceUid, planted.alsoFrom?.sourceUid ?? uid];
}

/** What follows from what was planted, and nothing else. */
function expectedVerdict({ uid, rows, planted }: TruthMiner): string {
  if (uid === 50) return "invalid void-file";
  if (planted?.kind === "near-copy") return "invalid outside-pool";
  if (Math.max(planted?.sharedRows ?? 0, planted?.alsoFrom?.sharedRows ?? 0) > 33)
    return "duplicate shared-rows";
  const revision = input.miners[uid]!.revision!;
  if (!/^[0-9a-f]{7,}$/.test(revision)) return "invalid pin-not-a-prefix";
  return rows === 0 ? "eligible no-rows" : "eligible ok";
}

describe("the demo world", () => {
  it("gives each miner the verdict that was planted", () => {
    expect(downloaded.length).toBeGreaterThan(35);
    for (const { uid, verdict, reason, sentence } of judgement.miners) {
      const expected = expectedByUid.get(uid) ?? "no-data no-file";
      expect({ uid, sentence, verdict: `${verdict} ${reason}` }).toEqual({
        uid,
        sentence,
        verdict: expected,
      });
    }
  });

  it("finds every planted copy beyond the threshold, with the right source and count", () => {
    const copies = downloaded.filter(({ planted }) => (planted?.sharedRows ?? 0) > 33);
    expect(copies.map(({ uid }) => uid)).toEqual([4, 11, 14, 17, 23, 27, 36, 46, 56]);
    for (const { uid, planted } of copies) {
      const sources = judgement.miners[uid]!.convictions.map((found) => [found.uid, found.shared]);
      expect(sources).toContainEqual([planted!.sourceUid, planted!.sharedRows]);
    }
    expect(judgement.miners[36]!.convictions).toMatchObject([
      { uid: 21, shared: 50 },
      { uid: 34, shared: 40 },
      // Itself a reordered copy of 34.
      { uid: 46, shared: 40 },
    ]);
  });

  it("convicts no honest pair", () => {
    const honest = judgement.pairs.filter(({ first, second }) => {
      const [one, other] = [originsOf(first), originsOf(second)];
      return one.every((uid) => !other.includes(uid));
    });
    expect(honest).toEqual([]);
    expect(judgement.pairs.every(({ isCertain }) => isCertain)).toBe(true);
  });

  it("shows who was first: each group begins with a source, and own copies are marked apart", () => {
    const groups = findGroups(input);
    const found = new Map(
      groups.flatMap(({ members }) => members).map((member) => [member.uid, member]),
    );
    for (const { uid, planted } of downloaded) {
      const shared = planted?.sharedRows ?? 0;
      const member = found.get(uid);
      if (shared < 33) continue;
      expect([uid, member?.role]).toEqual([
        uid,
        planted!.kind === "same-coldkey" ? "own-copy" : "later",
      ]);
      expect(member!.sources[0]).toMatchObject({ shared });
      expect(member!.sources.map((source) => source.uid)).toContain(planted!.sourceUid);
    }
    // The one with 33 shared rows is no duplicate to the validator, and yet beyond chance.
    expect(judgement.miners[31]!.verdict).toBe("eligible");
    expect(found.get(31)!.sources).toMatchObject([{ uid: 16, shared: 33 }]);
    const members = new Set(
      downloaded.flatMap(({ uid, planted }) =>
        planted === undefined || planted.sharedRows < 33 ? [] : originsOf(uid),
      ),
    );
    expect(new Set(found.keys())).toEqual(members);
  });
});
