import { UsageError } from "@flock-tools/core";
import { expect, it } from "vitest";
import { NETWORKS } from "./networks.ts";
import { resolveNode } from "./resolve-node.ts";

const [finney, test] = NETWORKS;

it("is finney's if nothing is said", () => {
  expect(resolveNode({})).toEqual({
    endpoint: finney?.endpoint,
    genesis: finney?.genesis,
    host: "entrypoint-finney.opentensor.ai",
  });
});

it("keeps the named network's chain at another endpoint", () => {
  expect(resolveNode({ network: "test", endpoint: "ws://10.0.0.7:9944" })).toEqual({
    endpoint: "ws://10.0.0.7:9944",
    genesis: test?.genesis,
    host: "10.0.0.7:9944",
  });
});

it("asks for no chain at an endpoint without a network", () => {
  const node = resolveNode({ endpoint: "wss://example.org/a-key?b=c" });
  expect(node).toEqual({ endpoint: "wss://example.org/a-key?b=c", host: "example.org" });
});

it("asks for no chain at the local network", () => {
  expect(resolveNode({ network: "local" })).toEqual({
    endpoint: "ws://127.0.0.1:9944",
    host: "127.0.0.1:9944",
  });
});

it("leaves it to the connection to refuse what is no address", () => {
  expect(resolveNode({ endpoint: "secret" })).toEqual({ endpoint: "secret", host: "the endpoint" });
});

it("refuses an unknown network", () => {
  expect(() => resolveNode({ network: "fin" })).toThrow(UsageError);
});
