import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createHashSet } from "./hash-set.ts";

it("says of each hash once that it was not there, like a Set", () => {
  const hashes = Array.from({ length: 30_000 }, (_, index) =>
    createHash("sha256")
      .update(String(index % 20_000))
      .digest("hex"),
  );
  const seen = new Set<string>();
  const set = createHashSet();
  for (const hash of hashes) {
    expect(set.add(hash)).toBe(!seen.has(hash));
    seen.add(hash);
  }
  expect(seen.size).toBe(20_000);
});

it("tells hashes apart that differ in one digit, wherever it is", () => {
  const set = createHashSet();
  for (let digit = 0; digit < 64; digit += 1) {
    const hash = `${"0".repeat(digit)}1${"0".repeat(63 - digit)}`;
    expect([set.add(hash), set.add(hash)]).toEqual([true, false]);
  }
  expect([set.add("0".repeat(64)), set.add("0".repeat(64))]).toEqual([true, false]);
});
