import { once } from "node:events";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { startDevnet } from "./start-devnet.ts";
import { createWorld } from "./worlds/create-world.ts";

const world = createWorld("demo");

async function callChain(url: string, method: string, params: unknown[]): Promise<unknown> {
  const socket = new WebSocket(url);
  try {
    await once(socket, "open");
    socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    const [message] = (await once(socket, "message")) as [Buffer];
    return (JSON.parse(message.toString()) as { result: unknown }).result;
  } finally {
    socket.terminate();
  }
}

it("serves the chain and the Hub of one world", async () => {
  await using devnet = await startDevnet({ world });
  const genesis = await callChain(devnet.chain.url, "chain_getBlockHash", [0]);
  expect(genesis).toBe(world.chain.genesisHash);
  const { repoId, commit, sha256 } = world.truth.miners[2]!;
  const file = await fetch(`${devnet.hub.url}/datasets/${repoId}/resolve/${commit}/data.jsonl`);
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  expect(Buffer.from(digest).toString("hex")).toBe(sha256);
  expect(devnet.hub.counts.total).toBe(2);
  expect(devnet.chain.counts.total).toBe(1);
});

it("leaves nothing open when one of the ports is taken", async () => {
  await using devnet = await startDevnet({ world });
  const hubPort = Number(new URL(devnet.hub.url).port);
  await expect(startDevnet({ world, hubPort })).rejects.toMatchObject({ code: "DEVNET_PORT" });
});

it("closes both servers when its signal aborts", async () => {
  const controller = new AbortController();
  const devnet = await startDevnet({ world, signal: controller.signal });
  controller.abort();
  await expect(fetch(devnet.hub.url)).rejects.toThrow("fetch failed");
  await expect(startDevnet({ world, signal: controller.signal })).rejects.toThrow("aborted");
});

it("serves faults by chance, and says which", async () => {
  const names = ["hub:503", "handshake:503"] as const;
  const faults = { seed: 5, rate: 1, maxInARow: 1, names };
  await using devnet = await startDevnet({ world, faults });
  const statuses: number[] = [];
  const refusals: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    statuses.push((await fetch(`${devnet.hub.url}/api/whoami-v2`)).status);
    await callChain(devnet.chain.url, "system_chain", []).catch((error: Error) =>
      refusals.push(error.message),
    );
  }
  // Each third request, as many as a limit of one in a row allows.
  expect(statuses.filter((status) => status === 503)).toHaveLength(2);
  expect(devnet.faults?.injected).toEqual({ "hub:503": 2, "handshake:503": 2 });
  const refusal = "Unexpected server response: 503";
  expect(refusals).toEqual([refusal, refusal]);
});

it("has no faults unless told to", async () => {
  await using devnet = await startDevnet({ world });
  expect(devnet.faults).toBeUndefined();
  await expect(startDevnet({ world, faults: { seed: -1 } })).rejects.toThrow(RangeError);
});
