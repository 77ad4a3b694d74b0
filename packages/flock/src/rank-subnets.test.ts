import { describe, expect, it } from "vitest";
import { rankSubnets } from "./rank-subnets.ts";
import type { ScoredSubnet } from "./score-subnet.ts";

function scored(netuid: number, change: Partial<ScoredSubnet> = {}): ScoredSubnet {
  return {
    netuid,
    name: undefined,
    symbol: "x",
    githubRepo: undefined,
    neuronCount: 256,
    registeredAt: netuid,
    score: 0,
    verdict: "no-match",
    matchesName: false,
    matchesRepo: false,
    valid: 0,
    share: 0,
    quorum: false,
    ...change,
  };
}

const flock = {
  name: "FLock OFF",
  score: 92.5,
  verdict: "runner-up",
  matchesName: true,
  matchesRepo: true,
  valid: 180,
  share: 180 / 256,
  quorum: true,
} as const;

describe("rankSubnets", () => {
  it("names the winner and says why", () => {
    const { winner, subnets, explanation } = rankSubnets([scored(1), scored(96, flock), scored(2)]);
    expect(winner).toMatchObject({ netuid: 96, verdict: "flock" });
    expect(subnets.map(({ netuid }) => netuid)).toEqual([96, 1, 2]);
    expect(subnets[0]).toBe(winner);
    expect(explanation).toBe(
      'Netuid 96 "FLock OFF" is FLock: its on-chain name and repository are FLock\'s, and 180 of 256 registered hotkeys (70.3%) have a valid commitment.',
    );
  });

  it("names the next one, too", () => {
    const likely = {
      score: 24,
      verdict: "runner-up",
      valid: 246,
      share: 0.96,
      quorum: true,
    } as const;
    const { subnets, explanation } = rankSubnets([scored(3, likely), scored(96, flock)]);
    expect(subnets.map(({ verdict }) => verdict)).toEqual(["flock", "runner-up"]);
    expect(explanation).toMatch(/ Next is netuid 3 with a score of 24 against 92\.5\.$/);
  });

  it("never lets a higher score without a quorum win", () => {
    const empty = { ...flock, score: 99, verdict: "no-quorum", quorum: false } as const;
    const { winner, subnets } = rankSubnets([scored(1, empty), scored(96, flock)]);
    expect(winner?.netuid).toBe(96);
    expect(subnets.map(({ netuid }) => netuid)).toEqual([1, 96]);
  });

  it.each([
    { by: "count", change: { valid: 181 }, netuid: 97, words: "fewer valid commitments" },
    { by: "age", change: { registeredAt: 95 }, netuid: 97, words: "was registered later" },
    { by: "number", change: { registeredAt: 96 }, netuid: 96, words: "the higher number" },
  ])("breaks a tie by $by, and says so", ({ change, netuid, words }) => {
    const copies = [scored(97, { ...flock, ...change }), scored(96, flock)];
    const { winner, explanation } = rankSubnets(copies);
    expect(winner?.netuid).toBe(netuid);
    expect(explanation).toContain("has the same score of 92.5 but");
    expect(explanation).toContain(words);
    expect(rankSubnets(copies.toReversed()).winner).toEqual(winner);
  });

  it("has no winner when nothing reaches the bar", () => {
    const close = {
      name: "FLock",
      matchesName: true,
      score: 25.4,
      verdict: "no-quorum",
      valid: 4,
      share: 4 / 256,
    } as const;
    const unread = { valid: undefined, share: undefined, verdict: "not-checked" } as const;
    const { winner, explanation } = rankSubnets([scored(1), scored(2, close), scored(3, unread)]);
    expect(winner).toBeUndefined();
    expect(explanation).toBe(
      'None of the 2 subnets whose commitments were read is FLock: netuid 2 "FLock" comes closest, its on-chain name says so, but 4 of 256 registered hotkeys (1.6%) have a valid commitment, and 5 and 10% are needed. Not checked: 1 more.',
    );
  });

  it("says so when nothing matches at all", () => {
    expect(rankSubnets([scored(1), scored(2)])).not.toHaveProperty("winner");
    expect(rankSubnets([scored(1), scored(2)]).explanation).toBe(
      "None of the 2 subnets whose commitments were read is FLock: no name, repository or commitment matches.",
    );
    expect(rankSubnets([]).subnets).toEqual([]);
  });
});
