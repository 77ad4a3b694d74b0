import { expect, it } from "vitest";
import { explainAnswer } from "./compare.mjs";

it("finds nothing where both see the same, whatever the order of names", () => {
  const wanted = { b: [1, { c: null }], a: "x", d: undefined };
  expect(explainAnswer({ value: { a: "x", b: [1, { c: null }] } }, wanted)).toBeUndefined();
});

it.each([
  [{ a: [1, 3] }, { a: [1, 2] }, "a.1 is 3, not 2"],
  [{ a: [1] }, { a: [1, 2] }, "a.1 is nothing, not 2"],
  [{ a: [1, 2] }, { a: [1] }, "a.1 is 2, not nothing"],
  [{ a: null }, { a: {} }, "a is null, not {}"],
  ["1", 1, 'the value is "1", not 1'],
  [[2, 1], { 0: 2, 1: 1 }, "the value is of another kind"],
])("says where %j is not %j", (value, wanted, difference) => {
  expect(explainAnswer({ value }, wanted)).toBe(difference);
});

it("says that a call fails or was never answered", () => {
  expect(explainAnswer({ error: "ValueError: no" }, 1)).toBe("it fails: ValueError: no");
  expect(explainAnswer(undefined, 1)).toBe("no answer");
});
