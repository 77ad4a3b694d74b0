import { expect, it } from "vitest";
import { createRequestCounts } from "./request-counts.ts";

it("counts by kind and in total", () => {
  const counts = createRequestCounts();
  counts.record("a");
  counts.record("b");
  counts.record("a");
  expect(counts.total).toBe(3);
  expect(counts.byKind).toEqual({ a: 2, b: 1 });
});

it("hands out copies that later requests leave alone", () => {
  const counts = createRequestCounts();
  counts.record("a");
  const before = counts.byKind;
  counts.record("a");
  expect(before).toEqual({ a: 1 });
});

it("takes any kind as a plain name", () => {
  const counts = createRequestCounts();
  counts.record("__proto__");
  counts.record("constructor");
  expect(counts.total).toBe(2);
  expect(Object.keys(counts.byKind).toSorted()).toEqual(["__proto__", "constructor"]);
});

it("starts from zero after a reset", () => {
  const counts = createRequestCounts();
  counts.record("a");
  counts.reset();
  expect(counts.total).toBe(0);
  expect(counts.byKind).toEqual({});
});
