import * as fc from "fast-check";
import { expect, it } from "vitest";
import { mergeSort } from "./merge-sort.ts";

function byTens(a: number, b: number): number {
  return Math.floor(a / 10) - Math.floor(b / 10);
}

it("sorts as Array.prototype.sort does, and keeps equal values in their order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { maxLength: 70 }), (values) => {
      expect(Array.from(mergeSort(Int32Array.from(values), byTens))).toEqual(
        values.toSorted(byTens),
      );
    }),
  );
});
