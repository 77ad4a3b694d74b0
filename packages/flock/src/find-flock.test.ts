import type { SubnetSummary } from "@flock-tools/chain";
import { createWorld } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import { openDevnet } from "../testing/open-devnet.ts";
import { findFlock, pickCandidates } from "./find-flock.ts";

function subnet(netuid: number, change: Partial<SubnetSummary> = {}): SubnetSummary {
  const none = { name: undefined, githubRepo: undefined };
  return { netuid, ...none, symbol: "x", neuronCount: 10, registeredAt: 1, ...change };
}

describe("findFlock", () => {
  it("finds it among the look-alikes of the demo", async () => {
    const { devnet, world, chain, block } = await openDevnet(createWorld("demo"));
    const search = await findFlock(chain, { block });
    expect(search.winner).toMatchObject({
      netuid: world.truth.flockNetuid,
      verdict: "flock",
      matchesName: true,
      matchesRepo: true,
    });
    expect(search.subnets).toHaveLength(world.chain.subnets.length);
    expect(search.subnets[0]).toBe(search.winner);
    const others = search.subnets.slice(1);
    expect(others.every(({ quorum, verdict }) => !quorum && verdict !== "flock")).toBe(true);
    expect(search.explanation).toMatch(/^Netuid 96 "FLock OFF" is FLock: /);
    expect(devnet.chain.counts.dataCalls).toBe(4);
  });

  it("finds it among 130 subnets in 4 data calls, and with all of them read", async () => {
    const { devnet, world, chain, block } = await openDevnet(createWorld("finney"));
    const { winner, subnets } = await findFlock(chain, { block });
    expect(winner?.netuid).toBe(world.truth.flockNetuid);
    expect(devnet.chain.counts.dataCalls).toBe(4);
    expect(subnets.filter(({ verdict }) => verdict !== "not-checked")).toHaveLength(10);

    const all = await findFlock(chain, { block, all: true });
    expect(all.winner).toEqual(winner);
    expect(all.subnets.filter(({ valid }) => valid === undefined)).toEqual([]);
  });

  it("reads the commitments of no subnet that cannot win, if only the winner matters", async () => {
    const { devnet, chain, block } = await openDevnet(createWorld("demo"));
    const { winner } = await findFlock(chain, { block });
    devnet.chain.counts.reset();
    const search = await findFlock(chain, { block, winnerOnly: true });
    expect(search.winner).toEqual(winner);
    expect(devnet.chain.counts.dataCalls).toBe(4);
    const checked = search.subnets.filter(({ verdict }) => verdict !== "not-checked");
    expect(checked.map(({ netuid }) => netuid)).toEqual([96, 44]);
  });

  it("looks further where the winner has no identity", async () => {
    const world = createWorld("demo");
    const subnets = world.chain.subnets.map((known) =>
      known.netuid === 96 ? { ...known, name: "", identity: undefined } : known,
    );
    const nameless = { ...world, chain: { ...world.chain, subnets } };
    const { devnet, chain, block } = await openDevnet(nameless);
    const search = await findFlock(chain, { block, winnerOnly: true });
    expect(search.winner?.netuid).toBe(96);
    expect(devnet.chain.counts.dataCalls).toBe(6);
  });

  it("finds none where there is none, and says so", async () => {
    const { chain, block } = await openDevnet(createWorld("empty"));
    const search = await findFlock(chain, { block, all: true });
    expect(search).not.toHaveProperty("winner");
    expect(search.explanation).toMatch(/^None of the \d+ subnets/);
  });

  it("rejects with the reason", async () => {
    const { chain, block } = await openDevnet(createWorld("empty"));
    const reason = new Error("stop");
    const signal = AbortSignal.abort(reason);
    await expect(findFlock(chain, { block, signal })).rejects.toBe(reason);
  });
});

describe("pickCandidates", () => {
  const githubRepo = "https://github.com/FLock-io/FLock-subnet";

  it("takes the repository first, then the name, then the size, then the number", () => {
    const subnets = [
      subnet(1),
      subnet(2, { neuronCount: 256 }),
      subnet(3, { neuronCount: 256 }),
      subnet(4, { name: "FLock", neuronCount: 1 }),
      subnet(5, { githubRepo, neuronCount: 1 }),
      subnet(6, { githubRepo, name: "FLock", neuronCount: 0 }),
    ];
    expect(pickCandidates(subnets).map(({ netuid }) => netuid)).toEqual([5, 4, 2, 3, 1]);
    expect(pickCandidates(subnets, 2).map(({ netuid }) => netuid)).toEqual([5, 4]);
  });
});
