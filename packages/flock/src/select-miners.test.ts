import { describe, expect, it } from "vitest";
import { type Selection, selectMiners } from "./select-miners.ts";
import { createSubnet } from "../testing/create-subnet.ts";

const subnet = createSubnet([
  { text: "a/b:1:main", block: 100, coldkey: "5Cold" },
  { block: 0, coldkey: "5Cold" },
  { text: "not one", block: 200 },
  { undecodable: "short" },
  { text: "c/d:1:main", block: 300 },
]);

describe("selectMiners", () => {
  it.each<[string, Selection, number[]]>([
    ["nothing", {}, [0, 1, 2, 3, 4]],
    ["uids", { uids: [3, 1] }, [1, 3]],
    ["a uid twice", { uids: [1, 1] }, [1]],
    ["no uid at all", { uids: [] }, []],
    ["hotkeys", { hotkeys: ["5Hot4", "5Hot0"] }, [0, 4]],
    ["coldkeys", { coldkeys: ["5Cold"] }, [0, 1]],
    ["all of them at once", { uids: [0, 4], hotkeys: ["5Hot0"], coldkeys: ["5Cold"] }, [0]],
    ["what has nothing in common", { uids: [4], coldkeys: ["5Cold"] }, []],
    ["a first block, inclusive", { committedSince: 200 }, [2, 4]],
    ["a last block, inclusive", { committedUntil: 200 }, [0, 2]],
    ["one block", { committedSince: 200, committedUntil: 200 }, [2]],
    ["an empty range", { committedSince: 301 }, []],
    ["a uid within a range", { uids: [0, 1, 4], committedSince: 1 }, [0, 4]],
  ])("takes by %s", (_name, selection, uids) => {
    expect(selectMiners(subnet, selection).neurons.map(({ uid }) => uid)).toEqual(uids);
  });

  it("tells a selection from none", () => {
    expect(selectMiners(subnet).filtered).toBe(false);
    expect(selectMiners(subnet, { uids: undefined, committedSince: undefined }).filtered).toBe(
      false,
    );
    for (const selection of [{ uids: [0, 1, 2, 3, 4] }, { committedSince: 0 }, { hotkeys: [] }]) {
      expect(selectMiners(subnet, selection).filtered).toBe(true);
    }
  });

  it("names what is not registered", () => {
    const selection = { uids: [0, 5], hotkeys: ["5Hot0", "5None"], coldkeys: ["5Cold", "5Hot0"] };
    expect(selectMiners(subnet, selection).unmatched).toEqual([
      "uid 5",
      "hotkey 5None",
      "coldkey 5Hot0",
    ]);
  });

  it("refuses a selection that matches nobody", () => {
    expect(() => selectMiners(subnet, { uids: [5, 6, 7, 8], hotkeys: ["x"] })).toThrow(
      expect.objectContaining({
        kind: "usage",
        code: "SELECTION_EMPTY",
        message:
          "no miner of netuid 96 matches: uid 5, uid 6, uid 7 and 2 more not registered at block 1000",
        next: "the subnet has 5 miners, uids 0 to 4",
      }) as Error,
    );
    expect(() => selectMiners(createSubnet([]), { uids: [0] })).toThrow(/uid 0 not registered/);
    expect(selectMiners(createSubnet([])).neurons).toEqual([]);
  });
});
