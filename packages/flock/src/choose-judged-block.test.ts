import { describe, expect, it } from "vitest";
import { chooseJudgedBlock } from "./choose-judged-block.ts";

const WINDOW = { from: "12:00", until: "12:30" };
const at = (time: string): number => Date.parse(`2026-03-${time}Z`);

function createBlocks(
  ...times: string[]
): { number: number; hash: `0x${string}`; timestamp: number }[] {
  return times.map((time, index) => ({
    number: 100 * (index + 1),
    hash: `0x${"00".repeat(32)}`,
    timestamp: at(time),
  }));
}

const BLOCKS = createBlocks("01T11:59", "01T12:00", "01T12:29:59", "01T12:30", "02T09:00");

describe("chooseJudgedBlock", () => {
  it.each([
    ["the newest in the window that closed last", BLOCKS, "02T09:05", 300, "submission-window"],
    ["it still while the next window is open", BLOCKS, "02T12:29:59", 300, "submission-window"],
    ["the newest once the next window has closed unseen", BLOCKS, "02T12:30", 500, "newest"],
    ["it at the moment of closing", BLOCKS, "01T12:30", 300, "submission-window"],
    ["no window that is still open", BLOCKS.slice(0, 3), "01T12:29:59", 300, "newest"],
    ["a window's first moment", BLOCKS.slice(0, 2), "01T13:00", 200, "submission-window"],
    ["not the moment at which it closes", createBlocks("01T12:30"), "01T13:00", 100, "newest"],
    ["not the moment before it", createBlocks("01T11:59:59"), "01T13:00", 100, "newest"],
  ] as const)("takes %s", (...[, blocks, now, number, chosenBy]) => {
    expect(chooseJudgedBlock({ blocks, window: WINDOW, now: at(now) })).toEqual({
      block: blocks.find((block) => block.number === number),
      chosenBy,
    });
  });

  it("knows a window that goes on into the next day", () => {
    const window = { from: "23:30", until: "00:30" };
    const blocks = createBlocks("01T23:29", "01T23:45", "02T00:15", "02T00:30");
    const choose = (now: string, given = blocks): unknown =>
      chooseJudgedBlock({ blocks: given, window, now: at(now) });
    expect(choose("02T00:30")).toMatchObject({ block: { number: 300 } });
    expect(choose("02T23:59")).toMatchObject({ chosenBy: "submission-window" });
    expect(choose("02T12:00", blocks.slice(0, 2))).toMatchObject({ block: { number: 200 } });
    expect(choose("02T12:00", blocks.slice(0, 1))).toMatchObject({ chosenBy: "newest" });
  });

  it("takes the newest where no window is known", () => {
    expect(chooseJudgedBlock({ blocks: BLOCKS, now: at("02T09:05") })).toMatchObject({
      block: { number: 500 },
      chosenBy: "newest",
    });
  });

  it.each([
    [{ block: 300 }, 300],
    [{ block: 399 }, 300],
    [{ block: 99 }, undefined],
    [{ time: at("01T12:00") }, 200],
    [{ time: at("01T12:00") - 1 }, 100],
    [{ time: at("01T11:00") }, undefined],
    [{ time: at("09T00:00") }, 500],
  ])("takes the newest at or before %j", (asOf, number) => {
    const chosen = chooseJudgedBlock({ blocks: BLOCKS, asOf, window: WINDOW, now: at("02T09:05") });
    expect(chosen?.block.number).toBe(number);
    expect(chosen?.chosenBy).toBe(number && "as-of");
  });

  it("has nothing to choose from in an empty store", () => {
    expect(chooseJudgedBlock({ blocks: [], window: WINDOW, now: at("01T00:00") })).toBeUndefined();
  });
});
