import { expect, it } from "vitest";
import { canRedraw, wantsColour } from "./paint.ts";

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [true, { TERM: "dumb" }, false],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  [true, { FORCE_COLOR: "0" }, false],
])("wantsColour: terminal %s with %j is %s", (isTTY, env, expected) => {
  expect(wantsColour({ isTTY }, env)).toBe(expected);
});

it.each([
  [true, {}, true],
  [false, { FORCE_COLOR: "1" }, false],
  [true, { CI: "true" }, false],
  [true, { CI: "false" }, true],
  [true, { TERM: "dumb" }, false],
  [undefined, {}, false],
])("canRedraw: terminal %s with %j is %s", (isTTY, env, expected) => {
  expect(canRedraw({ isTTY }, env)).toBe(expected);
});
