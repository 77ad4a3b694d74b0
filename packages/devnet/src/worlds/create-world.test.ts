import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { World, WorldFile } from "../world.ts";
import { createWorld, WORLD_NAMES, type WorldName } from "./create-world.ts";

/** A hash of everything in a world: of its values, and of the bytes of its files. */
function digest(world: World): string {
  const hash = createHash("sha256");
  const visit = (value: unknown): void => {
    if (value instanceof Uint8Array) {
      hash.update(`bytes ${value.length} `).update(value);
    } else if (typeof value === "function") {
      visit((value as () => unknown)());
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        hash.update(`${key} `);
        visit(item);
      }
    } else {
      hash.update(`${typeof value} ${String(value)} `);
    }
  };
  visit(world);
  return hash.digest("hex");
}

const worlds = Object.fromEntries(WORLD_NAMES.map((name) => [name, createWorld(name)])) as Record<
  WorldName,
  World
>;

// `big` is made of the parts of the others, and hashes a gigabyte each time.
describe.each(["demo", "finney", "empty"] as const)("the seed of %s", (name) => {
  const world = worlds[name];

  it("is the same for the same seed", () => {
    expect(digest(createWorld(name, { seed: 1 }))).toBe(digest(world));
  });

  it("is another for another seed, in the same parts", () => {
    const other = createWorld(name, { seed: 2 });
    expect(digest(other)).not.toBe(digest(world));
    expect(other.chain.genesisHash).toBe(world.chain.genesisHash);
    expect(other.truth.miners.map(({ expected }) => expected)).toEqual(
      world.truth.miners.map(({ expected }) => expected),
    );
  });
});

describe.each(WORLD_NAMES.map((name) => ({ name })))("world $name", ({ name }) => {
  const world = worlds[name];

  it("has hotkeys and repositories once only", () => {
    const { subnets } = world.chain;
    const hotkeys = subnets.flatMap(({ neurons }) =>
      neurons.map(({ hotkey }) => Buffer.from(hotkey).toString("hex")),
    );
    expect(new Set(hotkeys).size).toBe(hotkeys.length);
    const ids = world.hub.repos.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(subnets.map(({ netuid }) => netuid)).toEqual(
      [...new Set(subnets.map(({ netuid }) => netuid))].toSorted((left, right) => left - right),
    );
  });

  it("has commitments after registration, before the head and no longer than the chain takes", () => {
    for (const { neurons, commitments, registeredAt } of world.chain.subnets) {
      const registered = new Map(
        neurons.map((neuron) => [Buffer.from(neuron.hotkey).toString("hex"), neuron.registeredAt]),
      );
      expect(neurons.filter((neuron) => neuron.registeredAt < registeredAt)).toEqual([]);
      for (const { hotkey, block, fields } of commitments) {
        const key = Buffer.from(hotkey).toString("hex");
        expect(block).toBeLessThan(world.chain.headNumber);
        expect(block).toBeGreaterThan(registered.get(key) ?? 0);
        const lengths = fields.map((field) => (field.type === "raw" ? field.bytes.length : 0));
        expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(128);
      }
    }
  });
});

it("gives each world a genesis of its own", () => {
  const hashes = WORLD_NAMES.map((name) => worlds[name].chain.genesisHash);
  expect(new Set(hashes).size).toBe(WORLD_NAMES.length);
  for (const hash of hashes) expect(hash).toMatch(/^0x[0-9a-f]{64}$/);
});

it("names the worlds there are when asked for another", () => {
  expect(() => createWorld("mars" as WorldName)).toThrow(
    expect.objectContaining({
      code: "DEVNET_UNKNOWN_WORLD",
      next: "use one of: demo, finney, empty, big, hostile",
    }) as Error,
  );
});

describe("finney", () => {
  const world = worlds.finney;

  it("has as much of everything as finney", () => {
    expect(world.chain.subnets.map(({ netuid }) => netuid)).toEqual([...Array(130).keys()]);
    for (const { netuid, neurons } of world.chain.subnets) {
      expect([netuid, neurons.length >= 64 && neurons.length <= 256]).toEqual([netuid, true]);
    }
    expect(world.truth.flockNetuid).toBe(96);
    expect(world.truth.miners).toHaveLength(256);
    const found = world.truth.miners.filter(({ expected }) => expected === "downloaded");
    expect(found).toHaveLength(250);
    expect(found.filter(({ planted }) => planted !== undefined)).toHaveLength(12);
  });

  it("has files of 100 rows and about 150 kB", () => {
    for (const { expected, bytes = 0, rows } of world.truth.miners) {
      if (expected !== "downloaded") continue;
      expect(rows).toBe(100);
      expect(bytes).toBeGreaterThan(140_000);
      expect(bytes).toBeLessThan(163_000);
    }
  });
});

describe("big", () => {
  const world = worlds.big;
  const repo = world.hub.repos.find(({ id }) => id === world.truth.miners[0]!.repoId)!;
  const file: WorldFile = repo.commits[world.truth.miners[0]!.commit!]!.find(
    ({ path }) => path === "data.jsonl",
  )!;

  it("has one LFS file of a gigabyte that is told in chunks", () => {
    const hash = createHash("sha256");
    let [size, rows, largest] = [0, 0, 0];
    for (const chunk of file.stream!()) {
      hash.update(chunk);
      size += chunk.length;
      largest = Math.max(largest, chunk.length);
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
    }
    expect(size).toBeGreaterThanOrEqual(1_000_000_000);
    expect(largest).toBeLessThanOrEqual(65_536);
    expect({ size, rows, sha256: hash.digest("hex") }).toEqual({
      size: file.size,
      rows: world.truth.miners[0]!.rows,
      sha256: file.sha256,
    });
  });
});

it("empty has the root subnet alone", () => {
  const { chain, hub, truth } = worlds.empty;
  expect(chain.subnets.map(({ netuid }) => netuid)).toEqual([0]);
  expect(hub.repos).toEqual([]);
  expect(truth).toEqual({ flockNetuid: undefined, miners: [], staleCommitments: 0 });
});
