import { describe, expect, it } from "vitest";
import { FlockError, UsageError } from "./errors.ts";

describe("FlockError", () => {
  it("carries what a command line needs to say what to do", () => {
    const cause = new Error("ECONNREFUSED");
    const error = new FlockError("no answer", {
      kind: "chain",
      code: "CHAIN_REFUSED",
      next: "check --endpoint",
      cause,
    });
    expect(error).toMatchObject({
      kind: "chain",
      code: "CHAIN_REFUSED",
      next: "check --endpoint",
      cause,
    });
    expect(error.details).toBeUndefined();
    expect(error).toBeInstanceOf(Error);
  });

  it("has no cause property when none is given", () => {
    expect("cause" in new UsageError("x")).toBe(false);
    expect(new UsageError("x")).toMatchObject({ kind: "usage", code: "USAGE", name: "UsageError" });
  });
});
