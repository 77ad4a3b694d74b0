import { expect, it } from "vitest";
import { toText, viewField } from "./views.mjs";

const bytes = Uint8Array.of(0x61, 0xff);

it.each([
  [{ type: "raw", bytes }, ["Raw2", "61ff"]],
  [{ type: "big-raw", bytes }, ["BigRaw", "61ff"]],
  [{ type: "hash", algorithm: "sha3-256", bytes }, ["ShaThree256", "61ff"]],
  [
    { type: "timelocked", bytes, revealRound: 2n ** 60n },
    ["TimelockEncrypted", "61ff", "1152921504606846976"],
  ],
  [{ type: "reset-bonds" }, ["ResetBondsFlag"]],
  [{ type: "none" }, ["None"]],
])("words $type as the SDK does", (field, worded) => {
  expect(viewField(field)).toEqual(worded);
});

it("passes over bytes that are no UTF-8", () => {
  expect(toText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62))).toBe("\uFEFFab");
});
