import type { SafeText } from "@flock-tools/cli";
import { expect, it } from "vitest";
import { limitRows } from "./limit-rows.ts";

/** What stands on the screen. */
function toText(line: SafeText): string {
  const [text] = Object.getOwnPropertySymbols(line).map(
    (symbol) => (line as unknown as Record<symbol, string>)[symbol],
  );
  return text ?? "";
}

it("counts what it leaves out, one in the singular", () => {
  const options = { most: 2, noun: "contained rows" };

  expect(limitRows([1, 2], options)).toEqual({ shown: [1, 2], rest: [] });
  expect(limitRows([1, 2, 3], options).rest.map(toText)).toEqual(["... and 1 more contained row"]);
  expect(limitRows([1, 2, 3, 4], options).rest.map(toText)).toEqual([
    "... and 2 more contained rows",
  ]);
});
