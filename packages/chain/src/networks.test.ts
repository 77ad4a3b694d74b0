import { UsageError } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import { NETWORKS, resolveNetwork } from "./networks.ts";

function failureOf(text: string): UsageError {
  try {
    resolveNetwork(text);
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  throw new Error(`${text} was accepted`);
}

describe("NETWORKS", () => {
  it("has the public networks on their chains and the local one on any", () => {
    expect(NETWORKS.map(({ name, genesis }) => [name, genesis?.slice(0, 6)])).toEqual([
      ["finney", "0x2f05"],
      ["test", "0x8f9c"],
      ["archive", "0x2f05"],
      ["latent-lite", "0x2f05"],
      ["local", undefined],
    ]);
    for (const { genesis = `0x${"0".repeat(64)}`, endpoint } of NETWORKS) {
      expect(genesis).toMatch(/^0x[0-9a-f]{64}$/);
      expect(endpoint).toMatch(/^wss?:\/\//);
    }
  });
});

describe("resolveNetwork", () => {
  it("knows names whatever their case", () => {
    expect(resolveNetwork("local").endpoint).toBe("ws://127.0.0.1:9944");
    expect(resolveNetwork(" Finney ")).toBe(NETWORKS[0]);
  });

  it.each(["ws://127.0.0.1:9944", "wss://example.org/key?a=b", "ws://[::1]:9944"])(
    "takes %s as it is",
    (endpoint) => {
      expect(resolveNetwork(endpoint)).toEqual({ name: "custom", endpoint });
    },
  );

  it.each([
    ["finey", "finney"],
    ["tset", "test"],
    ["archiv", "archive"],
    ["latent", "latent-lite"],
    ["lcal", "local"],
    ["mainnet", "finney"],
    ["devnet", undefined],
    ["x".repeat(1000), undefined],
  ])("guesses from %s: %s", (text, guess) => {
    const { next = "", message } = failureOf(text);
    expect(message).toBe(`unknown network "${text}"`);
    expect(next).toContain("finney, test, archive, latent-lite, local");
    expect(next.startsWith("did you mean")).toBe(guess !== undefined);
    expect(next).toContain(guess ?? "known are");
  });

  it.each([
    ["", "network must not be empty", "known are"],
    ["http://127.0.0.1:9944", "got http://...", "write ws://127.0.0.1:9944"],
    ["https://example.org/x", "got https://...", "write wss://example.org"],
    ["ws://", 'got "ws://"', "write wss://host:port"],
    ["ws://example.org/#x", "fragment", "leave out the #"],
  ])("refuses %j", (text, message, next) => {
    const error = failureOf(text);
    expect(error.message).toContain(message);
    expect(error.next).toContain(next);
  });
});
