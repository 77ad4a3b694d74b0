import { describe, expect, it } from "vitest";
import { ResponseTooBigError, toRpcError } from "./rpc-error.ts";

const context = { method: "state_queryStorageAt", label: "ws://node" };

describe("toRpcError", () => {
  it.each([
    [
      { code: 4003, message: "Client error: UnknownBlock: State already discarded for 0xab" },
      "CHAIN_STATE_DISCARDED",
    ],
    [
      {
        code: 4003,
        message: "Client error",
        data: "UnknownBlock: Header was not found in the database",
      },
      "CHAIN_STATE_DISCARDED",
    ],
    [{ code: 429, message: "slow down" }, "CHAIN_RATE_LIMITED"],
    [{ code: -32_999, message: "RPC rate limit exceeded" }, "CHAIN_RATE_LIMITED"],
    [{ code: -32_009, message: "Server is busy, try again later" }, "CHAIN_RATE_LIMITED"],
    [{ code: -32_000, message: "Too Many Requests" }, "CHAIN_RATE_LIMITED"],
    [{ code: -32_601, message: "Method not found" }, "CHAIN_BAD_ANSWER"],
    [{ code: "4003" }, "CHAIN_BAD_ANSWER"],
    ["no object", "CHAIN_BAD_ANSWER"],
    [null, "CHAIN_BAD_ANSWER"],
  ])("takes %j for %s", (error, code) => {
    const result = toRpcError(error, context);
    expect(result.code).toBe(code);
    expect(result.details).toContain("state_queryStorageAt");
    expect(result).not.toBeInstanceOf(ResponseTooBigError);
  });

  it("takes an error whose data is nested deeper than can be written", () => {
    const data: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
    expect(toRpcError({ code: 1, message: "no", data }, context)).toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      details: "state_queryStorageAt: 1 no",
    });
  });

  it("keeps what a node wrote short and harmless", () => {
    const { message } = toRpcError({ code: 1, message: `\u001b[2J${"x".repeat(1000)}` }, context);
    expect(message).not.toContain("\u001b");
    expect(message.length).toBeLessThan(300);
  });

  it.each([-32_008, -32_702])("knows %i as an answer that is too big", (code) => {
    expect(toRpcError({ code, message: "Response is too big" }, context)).toBeInstanceOf(
      ResponseTooBigError,
    );
  });
});
