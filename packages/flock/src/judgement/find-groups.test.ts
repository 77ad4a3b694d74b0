import { describe, expect, it } from "vitest";
import { createInput, range } from "../../testing/create-judgement.ts";
import { findGroups, type MinerGroup } from "./find-groups.ts";
import { listPairs } from "./list-pairs.ts";

function rolesOf({ members }: MinerGroup): (readonly [number, string, number | undefined])[] {
  return members.map(({ uid, role, blocksAfterFirst }) => [uid, role, blocksAfterFirst]);
}

describe("findGroups", () => {
  it("orders a group by commitment block and gives the distances", () => {
    const groups = findGroups(
      createInput([
        { uid: 0, block: 900, rows: range(0, 100) },
        { uid: 1, block: 100, rows: range(0, 100) },
        { uid: 2, block: 450, rows: range(0, 100) },
        { uid: 3, rows: range(300, 400) },
      ]),
    );
    expect(groups.map(rolesOf)).toEqual([
      [
        [1, "first", 0],
        [2, "later", 350],
        [0, "later", 800],
      ],
    ]);
  });

  it("gives a copy's rows to whoever had them first, and shows the others too", () => {
    const [group] = findGroups(
      createInput([
        { uid: 0, block: 1, rows: range(0, 100) },
        { uid: 1, block: 5, rows: range(0, 100) },
        { uid: 2, block: 9, rows: range(0, 100) },
      ]),
    );
    const [, , last] = group!.members;
    expect(last!.sources).toMatchObject([
      { uid: 0, shared: 100, hadFirst: 100, blocksEarlier: 8 },
      { uid: 1, shared: 100, hadFirst: 0, blocksEarlier: 4 },
    ]);
  });

  it("shows a miner whose rows come from several earlier ones with all of them", () => {
    const [group] = findGroups(
      createInput([
        { uid: 0, rows: range(0, 100) },
        { uid: 1, rows: range(200, 300) },
        { uid: 2, rows: [...range(0, 50), ...range(200, 240), ...range(900, 910)] },
      ]),
    );
    expect(rolesOf(group!)).toEqual([
      [0, "first", 0],
      [1, "first", 1],
      [2, "later", 2],
    ]);
    expect(group!.members[2]!.sources).toMatchObject([
      { uid: 0, shared: 50, hadFirst: 50 },
      { uid: 1, shared: 40, hadFirst: 40 },
    ]);
    expect(group!.members[0]!.others).toMatchObject([
      { uid: 2, order: "later", blocksEarlier: -2 },
    ]);
  });

  it("marks one coldkey's own copies apart", () => {
    const rows = range(0, 100);
    const groups = findGroups(
      createInput([
        { uid: 0, coldkey: "A", rows },
        { uid: 1, coldkey: "A", rows },
        { uid: 2, coldkey: "B", rows },
        { uid: 3, coldkey: "C", rows: range(500, 600) },
        { uid: 4, coldkey: "C", rows: range(500, 600) },
      ]),
    );
    expect(groups.map(rolesOf)).toEqual([
      [
        [0, "first", 0],
        [1, "own-copy", 1],
        [2, "later", 2],
      ],
      [
        [3, "first", 0],
        [4, "own-copy", 1],
      ],
    ]);
    expect(groups.map(({ isOneColdkey }) => isOneColdkey)).toEqual([false, true]);
  });

  it("does not take two unknown coldkeys for one", () => {
    const rows = range(0, 100);
    const [group] = findGroups(
      createInput([
        { uid: 0, coldkey: undefined, rows },
        { uid: 1, coldkey: undefined, rows },
      ]),
    );
    expect(group!.isOneColdkey).toBe(false);
    expect(group!.members[1]!.role).toBe("later");
  });

  it("links beyond chance below the threshold too, unless asked not to", () => {
    const given = createInput([
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows: range(80, 180) },
    ]);
    expect(findGroups(given)).toHaveLength(1);
    expect(findGroups(given, { maxOdds: 0 })).toEqual([]);
    expect(findGroups(given, { maxOdds: 0, threshold: 19 })).toHaveLength(1);
    expect(findGroups({ ...given, pool: undefined })).toEqual([]);
  });

  it("does not link what is popular", () => {
    const given = createInput(
      range(0, 40).map((uid) => ({
        uid,
        rows: [...range(0, 30), ...range(100 + uid * 70, 170 + uid * 70)],
      })),
    );
    expect(findGroups(given)).toEqual([]);
  });

  it("says what it does not know of the order", () => {
    const rows = range(0, 100);
    const [unknown] = findGroups(
      createInput([
        { uid: 0, rows, commitmentBlock: undefined },
        { uid: 1, rows, commitmentBlock: undefined },
      ]),
    );
    expect(rolesOf(unknown!)).toEqual([
      [0, "unknown", undefined],
      [1, "unknown", undefined],
    ]);
    const [together] = findGroups(
      createInput([
        { uid: 0, block: 7, rows },
        { uid: 1, block: 7, rows },
      ]),
    );
    expect(rolesOf(together!)).toEqual([
      [0, "first", 0],
      [1, "first", 0],
    ]);
    expect(together!.members[0]!.others).toMatchObject([{ uid: 1, order: "same-block" }]);
  });

  it("goes by the pairs that it is given", () => {
    const input = createInput([
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows: range(0, 100) },
      { uid: 2, rows: range(0, 40) },
    ]);
    const pairs = listPairs(input);
    expect(findGroups(input, { pairs })).toEqual(findGroups(input));
    expect(findGroups(input, { pairs: pairs.slice(0, 1) }).map(rolesOf)).toEqual([
      [
        [0, "first", 0],
        [1, "later", 1],
      ],
    ]);
  });
});
