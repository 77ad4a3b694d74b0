import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { serveWorld } from "../testing/connect-world.ts";
import { listenTcp, listenUpgrade, listenWebSocket, unusedAddress } from "../testing/servers.ts";
import { chainWorld, subnet } from "../testing/world.ts";

const PACKAGE = new URL("..", import.meta.url);

/**
 * Runs `body` in a process of its own over the built package and waits for it to end by itself: a socket or a timer that
 * is left behind keeps it alive until it is killed, and so fails the test.
 */
async function run(body: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const script = `import * as chain from "@flock-tools/chain";\n${body}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: PACKAGE,
    timeout: 25_000,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text: Buffer) => (output.stdout += text.toString("utf8")));
  child.stderr.on("data", (text: Buffer) => (output.stderr += text.toString("utf8")));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}

const tryToConnect = (endpoint: string): string => `
  await chain.connectChain({ endpoint: ${JSON.stringify(endpoint)}, timeoutMs: 1500 })
    .catch((error) => process.stdout.write(error.code));
`;

describe("a process ends by itself and prints nothing of its own", () => {
  it("after reading a subnet and disconnecting", async () => {
    const server = await serveWorld(chainWorld([subnet(1)]));
    const result = await run(`
      const client = await chain.connectChain({ endpoint: ${JSON.stringify(server.url)} });
      const block = await chain.getFinalizedBlock(client);
      const { neurons } = await chain.getSubnet(client, { netuid: 1, block });
      await client.disconnect();
      process.stdout.write(String(neurons.length));
    `);
    expect(result).toEqual({ code: 0, stdout: "3", stderr: "" });
  });

  it("after a peer that does not answer the closing", async () => {
    const server = await serveWorld(chainWorld([]));
    const endpoint = await listenWebSocket((socket) => socket.pause());
    const result = await run(`
      const client = await chain.connectChain({ endpoint: ${JSON.stringify(server.url)} });
      await client.disconnect();
      ${tryToConnect(endpoint)}
    `);
    expect(result).toEqual({ code: 0, stdout: "CHAIN_TIMEOUT", stderr: "" });
  });

  it("after reading from the second of two nodes, with the first not answering", async () => {
    const server = await serveWorld(chainWorld([subnet(1)]));
    const silent = `ws://${await listenTcp(() => {})}`;
    const endpoints = [silent, server.url, `ws://${await unusedAddress()}`];
    const result = await run(`
      const client = await chain.connectChain({
        endpoints: ${JSON.stringify(endpoints)},
        timeoutMs: 1500,
      });
      const block = await chain.getFinalizedBlock(client);
      const { neurons } = await chain.getSubnet(client, { netuid: 1, block });
      await client.disconnect();
      process.stdout.write(String(neurons.length));
    `);
    expect(result).toEqual({ code: 0, stdout: "3", stderr: "" });
  });

  it("after no endpoint of several could be used", async () => {
    const endpoints = [`ws://${await unusedAddress()}`, `ws://${await listenTcp(() => {})}`];
    const result = await run(`
      await chain.connectChain({ endpoints: ${JSON.stringify(endpoints)}, timeoutMs: 500 })
        .catch((error) => process.stdout.write(error.code));
    `);
    expect(result).toEqual({ code: 0, stdout: "CHAIN_REFUSED", stderr: "" });
  });

  it("after every kind of bad endpoint", async () => {
    const endpoints = [
      `ws://${await unusedAddress()}`,
      `ws://${await listenTcp(() => {})}`,
      `ws://${await listenUpgrade("HTTP/1.1 200 OK")}`,
      `ws://${await listenUpgrade("HTTP/1.1 429 Too Many Requests")}`,
      await listenWebSocket((socket) => socket.send("hello")),
      await listenWebSocket((socket) => socket.close()),
    ];
    const result = await run(endpoints.map(tryToConnect).join('process.stdout.write(" ");'));
    expect(result).toEqual({
      code: 0,
      stdout:
        "CHAIN_REFUSED CHAIN_TIMEOUT CHAIN_NOT_JSON_RPC CHAIN_RATE_LIMITED CHAIN_NOT_JSON_RPC CHAIN_CLOSED",
      stderr: "",
    });
  });
});
