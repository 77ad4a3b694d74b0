import { describe, expect, it } from "vitest";
import { createWorld } from "./create-world.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

const world = createWorld("hostile");
const { miners } = world.truth;
const subnet = world.chain.subnets.find(({ netuid }) => netuid === world.truth.flockNetuid);

describe("the hostile world", () => {
  it("is the same for the same seed", () => {
    const again = createWorld("hostile");
    expect(again.chain).toEqual(world.chain);
    expect(again.truth).toEqual(world.truth);
    expect(createWorld("hostile", { seed: 2 }).truth).not.toEqual(world.truth);
  });

  it("fits into a subnet and says of every miner what is to be expected", () => {
    expect(subnet?.neurons.length).toBeLessThanOrEqual(256);
    expect(miners.map(({ uid }) => uid)).toEqual([...(subnet?.neurons.keys() ?? [])]);
    expect(miners.filter(({ hostile }) => hostile === undefined)).toHaveLength(60);
    for (const { expected, sha256, hostile } of miners) {
      expect([hostile, sha256 !== undefined]).toEqual([hostile, expected === "downloaded"]);
    }
  });

  it("has each hostile text in a commitment, in the name of a subnet and in the name of a file", () => {
    const bytes = subnet?.commitments.map(({ fields: [field] }) =>
      field?.type === "raw" ? Buffer.from(field.bytes).toString() : "",
    );
    const paths = world.hub.repos.flatMap(({ commits }) =>
      Object.values(commits).flatMap((files) => files.map(({ path }) => path)),
    );
    for (const text of Object.values(HOSTILE_TEXTS)) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60);
      expect(bytes?.filter((content) => content.includes(text)).length).toBeGreaterThanOrEqual(1);
      expect(world.chain.subnets.map(({ symbol }) => symbol)).toContain(text);
      expect(paths).toContain(`${text}.txt`);
    }
  });

  it("declares 10 GB without holding any of them", () => {
    const repo = world.hub.repos.find(({ id }) => id === nameOf("10 GB declared"));
    const [file] = Object.values(repo?.commits ?? {})[0] ?? [];
    let chunks = 0;
    for (const chunk of file?.stream?.() ?? []) {
      chunks += chunk.length === 65_536 ? 1 : 0;
      if (chunks === 100) break;
    }
    expect([chunks, file?.size]).toEqual([100, 10_000_000_000]);
  });
});

function nameOf(hostile: string): string | undefined {
  return miners.find((miner) => miner.hostile === hostile)?.repoId;
}
