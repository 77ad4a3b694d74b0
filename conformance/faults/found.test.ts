import { expect, it } from "vitest";
import { describeFound, type Found, isKept } from "./found.mjs";

const right: Found = {
  fault: "drop",
  isOnce: true,
  lfs: false,
  end: "right",
  requests: 1,
  leaked: false,
};
const refused: Found = { ...right, end: "error", error: "HUB_NETWORK" };

it.each([
  { found: right, mayRefuse: false, kept: true },
  { found: { ...right, leaked: true }, mayRefuse: false, kept: false },
  { found: { ...right, end: "wrong" }, mayRefuse: true, kept: false },
  { found: { ...right, isOnce: false, end: "hangs" }, mayRefuse: true, kept: false },
  { found: refused, mayRefuse: false, kept: false },
  { found: refused, mayRefuse: true, kept: true },
  { found: { ...refused, isOnce: false }, mayRefuse: false, kept: true },
  { found: { ...refused, isOnce: false, error: "TypeError: no" }, mayRefuse: true, kept: false },
] satisfies { found: Found; mayRefuse: boolean; kept: boolean }[])(
  "$found.end ($found.error), once: $found.isOnce, leaked: $found.leaked: $kept",
  ({ found, mayRefuse, kept }) => {
    expect(isKept(found, { mayRefuse })).toBe(kept);
  },
);

it("says how it ended and after how many requests", () => {
  expect(describeFound(right)).toBe("right, 1 request");
  expect(describeFound({ ...refused, requests: 5, leaked: true })).toBe(
    "HUB_NETWORK, TOKEN SENT ELSEWHERE, 5 requests",
  );
});
