import { FlockError } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import { ChainError, endpointLabel, excerpt } from "./errors.ts";

describe("ChainError", () => {
  it("says what to do next, unless the caller knows better", () => {
    const error = new ChainError("no", { code: "CHAIN_STATE_DISCARDED" });
    expect(error).toBeInstanceOf(FlockError);
    expect(error).toMatchObject({
      name: "ChainError",
      kind: "chain",
      code: "CHAIN_STATE_DISCARDED",
      next: "use a node that keeps old state: --network archive",
    });
    expect(new ChainError("no", { code: "CHAIN_CLOSED", next: "go on" }).next).toBe("go on");
  });
});

describe("excerpt", () => {
  it("makes one harmless line of what a remote wrote", () => {
    expect(excerpt(" a\n\u001b[31mb\u202e\u0000c\u2028d ")).toBe("a [31mb c d");
    expect(excerpt("x".repeat(100_000))).toBe(`${"x".repeat(200)}…`);
  });
});

describe("endpointLabel", () => {
  it("leaves out everything that may be a key", () => {
    expect(endpointLabel("wss://user:secret@example.org:8443/key?token=secret")).toBe(
      "wss://example.org:8443",
    );
  });
});
