import { UsageError } from "@flock-tools/core";
import { expect, it } from "vitest";
import { NETWORKS } from "./networks.ts";
import { resolveNode } from "./resolve-node.ts";

const [finney, test] = NETWORKS;

it("is finney's if nothing is said", () => {
  expect(resolveNode({})).toEqual({
    endpoint: finney?.endpoint,
    endpoints: [finney?.endpoint],
    genesis: finney?.genesis,
    host: "entrypoint-finney.opentensor.ai",
  });
});

it("keeps the named network's chain at another endpoint", () => {
  expect(resolveNode({ network: "test", endpoint: "ws://10.0.0.7:9944" })).toEqual({
    endpoint: "ws://10.0.0.7:9944",
    endpoints: ["ws://10.0.0.7:9944"],
    genesis: test?.genesis,
    host: "10.0.0.7:9944",
  });
});

it("asks for no chain at an endpoint without a network", () => {
  const node = resolveNode({ endpoint: "wss://example.org/a-key?b=c" });
  const endpoint = "wss://example.org/a-key?b=c";
  expect(node).toEqual({ endpoint, endpoints: [endpoint], host: "example.org" });
});

it("asks for no chain at the local network", () => {
  expect(resolveNode({ network: "local" })).toEqual({
    endpoint: "ws://127.0.0.1:9944",
    endpoints: ["ws://127.0.0.1:9944"],
    host: "127.0.0.1:9944",
  });
});

it("leaves it to the connection to refuse what is no address", () => {
  expect(resolveNode({ endpoint: "secret" })).toEqual({
    endpoint: "secret",
    endpoints: ["secret"],
    host: "the endpoint",
  });
});

it("takes several endpoints in the order given", () => {
  expect(resolveNode({ network: "test", endpoint: ["ws://a:1", "ws://b:2"] })).toEqual({
    endpoint: "ws://a:1",
    endpoints: ["ws://a:1", "ws://b:2"],
    genesis: test?.genesis,
    host: "a:1",
  });
  expect(resolveNode({ endpoint: ["ws://b:2", "ws://a:1"] })).toMatchObject({ host: "b:2" });
  expect(resolveNode({ network: "local", endpoint: [] })).toMatchObject({
    endpoints: ["ws://127.0.0.1:9944"],
  });
});

it("refuses an unknown network", () => {
  expect(() => resolveNode({ network: "fin" })).toThrow(UsageError);
});
