import { expect, it } from "vitest";
import { createRandom } from "./random.ts";

it("gives the same values for the same seed, on every machine", () => {
  const random = createRandom("seed");
  expect([random.int(1000), random.hex(7), random.between(3, 5)]).toEqual([127, "1e9a2fd", 3]);
  expect(createRandom("other").hex(16)).not.toBe(createRandom("seed").hex(16));
});

it("stays within its bounds and reaches them", () => {
  const random = createRandom("bounds");
  const seen = new Set(Array.from({ length: 500 }, () => random.between(2, 5)));
  expect(seen).toEqual(new Set([2, 3, 4, 5]));
  const floats = Array.from({ length: 1000 }, () => random.next());
  expect(floats.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(random.bytes(7)).toHaveLength(7);
  expect(random.hex(7)).toMatch(/^[0-9a-f]{7}$/);
});

it("draws from all items alike, or from early ones more", () => {
  const random = createRandom("picks");
  const items = ["a", "b", "c", "d"];
  const count = (draw: () => string): number[] => {
    const drawn = Array.from({ length: 8000 }, draw);
    return items.map((item) => drawn.filter((other) => other === item).length);
  };
  for (const times of count(() => random.pick(items))) {
    expect(times).toBeGreaterThan(1800);
    expect(times).toBeLessThan(2200);
  }
  const zipf = count(() => random.pickZipf(items));
  expect(zipf).toEqual(zipf.toSorted((left, right) => right - left));
  expect(zipf[3]).toBeGreaterThan(500);
  expect(() => random.pick([])).toThrow(RangeError);
});

it("samples without repetition", () => {
  const random = createRandom("samples");
  expect(random.sample(10, 10).toSorted((left, right) => left - right)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
  expect(random.shuffle(["a", "b", "c"]).toSorted()).toEqual(["a", "b", "c"]);
  expect(() => random.sample(11, 10)).toThrow("count must be at most 10: got 11");
});

it("forks without moving on itself", () => {
  const [left, right] = [createRandom("forks"), createRandom("forks")];
  const fork = left.fork("a");
  fork.next();
  expect(left.next()).toBe(right.next());
  expect(left.fork("a").hex(8)).toBe(right.fork("a").hex(8));
  expect(left.fork("a").hex(8)).not.toBe(left.fork("b").hex(8));
});
