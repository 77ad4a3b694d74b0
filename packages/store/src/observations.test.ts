import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommitmentEntry } from "@flock-tools/core";
import { blockAt, createEntry, createNeuron, createStore } from "../testing/helpers.ts";
import { digestStore } from "./digest.ts";
import {
  findObservation,
  listCommitments,
  listObservedBlocks,
  type Observation,
  recordObservation,
} from "./observations.ts";

/** Commitments as [hotkey, text]; neurons 0 to `uids` - 1. */
function observe(number: number, texts: readonly [string, string][], uids = 2): Observation {
  return {
    block: blockAt(number),
    neurons: Array.from({ length: uids }, (_, uid) => createNeuron(uid)),
    commitments: new Map(texts.map(([hotkey, text]) => [hotkey, createEntry(hotkey, text)])),
  };
}

function seen(store: Parameters<typeof listCommitments>[0]): unknown[] {
  return listCommitments(store).map(({ hotkey, entry, firstSeen, lastSeen }) => {
    const field = entry.status === "present" ? entry.commitment.fields[0] : undefined;
    const text = field?.type === "raw" ? new TextDecoder().decode(field.bytes) : entry.status;
    return [hotkey, text, firstSeen, lastSeen];
  });
}

describe("recordObservation", () => {
  it("keeps every kind of commitment as it was", () => {
    const store = createStore();
    const encoded = new Uint8Array([1, 2, 255]);
    const present: CommitmentEntry = {
      status: "present",
      commitment: {
        hotkey: "h1",
        block: 77,
        fields: [
          { type: "none" },
          { type: "raw", bytes: new Uint8Array([0, 255]) },
          { type: "big-raw", bytes: new Uint8Array(512) },
          { type: "hash", algorithm: "keccak256", bytes: new Uint8Array(32).fill(7) },
          { type: "timelocked", bytes: new Uint8Array([3]), revealRound: 2n ** 64n - 1n },
          { type: "reset-bonds" },
        ],
        encoded,
        revealed: [{ bytes: new Uint8Array([4, 5]), block: 80 }],
      },
    };
    const undecodable: CommitmentEntry = {
      status: "undecodable",
      encoded: new Uint8Array([9]),
      reason: "bad \0 \ud800 byte",
    };
    const neurons = [createNeuron(0, { stake: 2n ** 62n }), createNeuron(1, { stake: 0n })];
    recordObservation(store, {
      block: blockAt(100),
      neurons,
      commitments: new Map<string, CommitmentEntry>([
        ["h1", present],
        ["h2", undecodable],
        ["h3", { status: "absent" }],
      ]),
    });
    expect(findObservation(store, 100)).toEqual({
      block: blockAt(100),
      neurons,
      commitments: new Map<string, CommitmentEntry>([
        ["h1", present],
        ["h2", { ...undecodable, reason: "bad \ufffd \ufffd byte" }],
      ]),
    });
    expect(findObservation(store, 99)).toBeUndefined();
  });

  it("tells equal text at another commitment block apart", () => {
    const store = createStore();
    for (const [number, block] of [
      [100, 50],
      [110, 50],
      [120, 60],
    ] as const) {
      recordObservation(store, {
        block: blockAt(number),
        neurons: [],
        commitments: new Map([["h", createEntry("h", "same", block)]]),
      });
    }
    expect(listCommitments(store).map(({ firstSeen, lastSeen }) => [firstSeen, lastSeen])).toEqual([
      [100, 110],
      [120, 120],
    ]);
  });

  it("never forgets a commitment that the chain has replaced", () => {
    const store = createStore();
    recordObservation(store, observe(100, [["h", "old"]]));
    recordObservation(store, observe(200, [["h", "new"]]));
    recordObservation(store, observe(300, []));
    expect(seen(store)).toEqual([
      ["h", "old", 100, 100],
      ["h", "new", 200, 200],
    ]);
    expect(listCommitments(store, { hotkey: "other" })).toEqual([]);
    expect(listCommitments(store, { hotkey: "h" })).toHaveLength(2);
    expect(findObservation(store, 300)?.commitments.size).toBe(0);
  });

  it("cuts an interval when a block in the middle says otherwise, and joins it around one that agrees", () => {
    const store = createStore();
    for (const number of [100, 300]) recordObservation(store, observe(number, [["h", "x"]]));
    recordObservation(store, observe(200, [["h", "y"]]));
    expect(seen(store)).toEqual([
      ["h", "x", 100, 100],
      ["h", "y", 200, 200],
      ["h", "x", 300, 300],
    ]);
    const other = createStore();
    for (const number of [300, 100, 200]) recordObservation(other, observe(number, [["h", "x"]]));
    expect(seen(other)).toEqual([["h", "x", 100, 300]]);
  });

  it("keeps stakes apart from who held the uid", () => {
    const store = createStore();
    for (const number of [100, 200, 300]) {
      const neurons = [createNeuron(0, { stake: BigInt(number) })];
      recordObservation(store, { block: blockAt(number), neurons, commitments: new Map() });
    }
    const count = (table: string): unknown =>
      store.internals.sqlite.all(`SELECT count(*) AS n FROM ${table}`)[0]?.["n"];
    expect([count("neurons"), count("stakes")]).toEqual([1, 3]);
    expect(findObservation(store, 200)?.neurons[0]?.stake).toBe(200n);
  });

  it("refuses another hash at the same height and keeps what it has", () => {
    const store = createStore();
    recordObservation(store, observe(100, [["h", "x"]]));
    const before = digestStore(store);
    const other = {
      ...observe(100, [["h", "y"]]),
      block: { ...blockAt(100), hash: "0xbad" as const },
    };
    expect(() => recordObservation(store, other)).toThrow(
      expect.objectContaining({ code: "STORE_BLOCK_CONFLICT", kind: "integrity" }),
    );
    expect(digestStore(store)).toBe(before);
  });

  it("ends up the same in any order, with any repetition", () => {
    const observation = fc.record({
      number: fc.integer({ min: 1, max: 8 }),
      texts: fc.uniqueArray(fc.tuple(fc.constantFrom("h1", "h2"), fc.constantFrom("x", "y")), {
        selector: ([hotkey]) => hotkey,
        maxLength: 2,
      }),
      uids: fc.integer({ min: 0, max: 2 }),
    });
    const sets = fc.uniqueArray(observation, { selector: ({ number }) => number, maxLength: 7 });
    const orders = sets.chain((sorted) =>
      fc.tuple(
        fc.constant(sorted.toSorted((a, b) => a.number - b.number)),
        fc.array(fc.constantFrom(...(sorted.length > 0 ? sorted : [undefined])), { maxLength: 5 }),
        fc.shuffledSubarray(sorted, { minLength: sorted.length }),
      ),
    );
    const sortedStore = createStore();
    const shuffledStore = createStore();
    fc.assert(
      fc.property(orders, ([sorted, repeated, shuffled]) => {
        for (const store of [sortedStore, shuffledStore]) clear(store);
        for (const o of sorted) recordObservation(sortedStore, observe(o.number, o.texts, o.uids));
        for (const o of [...repeated, ...shuffled]) {
          if (o) recordObservation(shuffledStore, observe(o.number, o.texts, o.uids));
        }
        expect(seen(shuffledStore)).toEqual(seen(sortedStore));
        expect(digestStore(shuffledStore)).toBe(digestStore(sortedStore));
      }),
      { numRuns: 60 },
    );
  });
});

function clear({ internals: { sqlite } }: ReturnType<typeof createStore>): void {
  for (const table of ["neurons", "stakes", "commitments", "observations"]) {
    sqlite.run(`DELETE FROM ${table}`);
  }
}

it("lists observed blocks, oldest first", () => {
  const store = createStore();
  for (const number of [300, 100]) recordObservation(store, observe(number, []));
  expect(listObservedBlocks(store)).toEqual([blockAt(100), blockAt(300)]);
});
