import { expect, it } from "vitest";
import { isComplete } from "./is-complete.ts";

it.each([
  ["select 1;", true],
  ["select 1;  \n", true],
  ["select ';'\n;", true],
  ["select 1; -- that is it", true],
  ["select 1 /* ; */;", true],
  [`select "a;b" from x;`, true],
  ["select 'it''s';", true],
  [String.raw`select e'it\'s';`, true],
  ["select $$;'$$;", true],
  ["select 1", false],
  ["select ';", false],
  ["select 'it''s;", false],
  ["select 1 -- ;", false],
  ["select 1 /* ;", false],
  [`select "a;`, false],
  ["select $x$ ;", false],
  ["", false],
])("%j: %s", (statement, expected) => {
  expect(isComplete(statement)).toBe(expected);
});
