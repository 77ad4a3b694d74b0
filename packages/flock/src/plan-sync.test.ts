import type { StoredFile } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { createSubnet, type MinerSpec } from "../testing/create-subnet.ts";
import { type PlanItem, planSync, type PlanSyncOptions } from "./plan-sync.ts";

const HASH = "0123456789abcdef0123456789abcdef01234567";
const OTHER = "89abcdef0123456789abcdef0123456789abcdef";

const FILE: StoredFile = {
  path: "data.jsonl",
  sha256: "00".repeat(32),
  size: 5,
  gitSha1: undefined,
  rows: 2,
};

type Reader = Pick<PlanSyncOptions, "have" | "resolved">;

const nothing: Reader = { have: () => undefined, resolved: () => undefined };
const everything: Reader = { have: () => [FILE], resolved: () => OTHER };

function planOne(spec: MinerSpec, options: Reader & Partial<PlanSyncOptions>): PlanItem {
  const [item] = planSync({ subnet: createSubnet([spec]), ...options }).items;
  return item!;
}

describe("planSync", () => {
  const target = { repoId: "a/b", competitionId: "1" };

  it.each<[string, MinerSpec, { reader: Reader; item: Partial<PlanItem> }]>([
    [
      "a commit that is not there",
      { text: `a/b:1:${HASH}`, block: 9 },
      {
        reader: nothing,
        item: {
          action: "fetch",
          target: { ...target, revision: HASH, revisionKind: "commit", commit: HASH },
          committedAt: 9,
        },
      },
    ],
    [
      "a commit that is there",
      { text: `a/b:1:${HASH}`, block: 9 },
      {
        reader: everything,
        item: {
          action: "have",
          target: { ...target, revision: HASH, revisionKind: "commit", commit: HASH },
          files: [FILE],
          committedAt: 9,
        },
      },
    ],
    [
      "a prefix that was never resolved",
      { text: "a/b:1:89abcde", block: 9 },
      {
        reader: nothing,
        item: {
          action: "resolve",
          target: { ...target, revision: "89abcde", revisionKind: "prefix" },
          committedAt: 9,
        },
      },
    ],
    [
      "a prefix that was resolved, and is not there",
      { text: "a/b:1:89abcde", block: 9 },
      {
        reader: { have: () => undefined, resolved: () => OTHER },
        item: {
          action: "fetch",
          target: { ...target, revision: "89abcde", revisionKind: "prefix", commit: OTHER },
          committedAt: 9,
        },
      },
    ],
    [
      "a prefix that was resolved, and is there",
      { text: "a/b:1:89abcde", block: 9 },
      {
        reader: everything,
        item: {
          action: "have",
          target: { ...target, revision: "89abcde", revisionKind: "prefix", commit: OTHER },
          files: [FILE],
          committedAt: 9,
        },
      },
    ],
    [
      "a branch, whatever is there",
      { text: "a/b:1:None", block: 9 },
      {
        reader: everything,
        item: {
          action: "resolve",
          target: { ...target, revision: "main", revisionKind: "branch" },
          committedAt: 9,
        },
      },
    ],
    [
      "text that is not one",
      { text: "nonsense", block: 9 },
      {
        reader: everything,
        item: {
          action: "invalid",
          reason: "invalid-commitment",
          detail: "not-three-parts",
          text: "nonsense",
          committedAt: 9,
        },
      },
    ],
    [
      "a sealed one",
      { fields: [{ type: "timelocked", bytes: new Uint8Array(9), revealRound: 1n }], block: 9 },
      {
        reader: everything,
        item: {
          action: "invalid",
          reason: "invalid-commitment",
          detail: "timelocked",
          committedAt: 9,
        },
      },
    ],
    [
      "bytes that cannot be decoded",
      { undecodable: "3 bytes too many" },
      {
        reader: everything,
        item: {
          action: "invalid",
          reason: "undecodable-commitment",
          detail: "3 bytes too many",
        },
      },
    ],
    ["nothing", {}, { reader: everything, item: { action: "none", reason: "no-commitment" } }],
  ])("plans for %s", (_name, spec, { reader, item }) => {
    const miner = { uid: 0, hotkey: "5Hot0", coldkey: "5Cold0" };
    expect(planOne(spec, reader)).toEqual({ ...miner, ...item });
  });

  it("asks the store for the very repository and commit", () => {
    const asked: unknown[] = [];
    planOne(
      { text: "a/b:1:89abcde" },
      {
        have: (...args) => void asked.push(args),
        resolved: (...args) => {
          asked.push(args);
          return OTHER;
        },
      },
    );
    expect(asked).toEqual([
      ["a/b", "89abcde"],
      ["a/b", OTHER],
    ]);
  });

  it("fetches again what is there, if forced, but keeps what a prefix was resolved to", () => {
    const force = { ...everything, force: true };
    expect(planOne({ text: `a/b:1:${HASH}` }, force).action).toBe("fetch");
    expect(planOne({ text: "a/b:1:89abcde" }, force)).toMatchObject({
      action: "fetch",
      target: { commit: OTHER },
    });
  });

  it("plans for the selected miners, counts, and knows whom it leaves alone", () => {
    const subnet = createSubnet(
      [{ text: `a/b:1:${HASH}` }, {}, {}, { text: "x" }, { text: "a/b:1:main" }],
      ["5Stale", "5Gone"],
    );
    const plan = planSync({ subnet, ...everything, selection: { uids: [4, 0, 1, 3, 9] } });
    expect(plan).toMatchObject({
      netuid: 96,
      block: { number: 1000 },
      files: "data",
      force: false,
      counts: { have: 1, fetch: 0, resolve: 1, invalid: 1, none: 1 },
      stale: 2,
      filtered: true,
      unmatched: ["uid 9"],
      registered: [0, 1, 2, 3, 4],
    });
    expect(plan.items.map(({ uid }) => uid)).toEqual([0, 1, 3, 4]);
    expect(planSync({ subnet, ...nothing })).toMatchObject({
      counts: { have: 0, fetch: 1, resolve: 1, invalid: 1, none: 2 },
      filtered: false,
    });
  });
});
