import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { range } from "../../testing/create-judgement.ts";
import { createNumpyRandom } from "./numpy-random.ts";

interface Draws {
  readonly seed: number | bigint;
  readonly population: number;
  readonly size: number;
  readonly times: number;
}

function digestDraws({ seed, population, size, times }: Draws): string {
  const random = createNumpyRandom(seed);
  const all = range(0, population);
  const drawn = range(0, times).map(() => random.choose(all, size));
  return hash("sha256", JSON.stringify(drawn), "hex");
}

const SCRIPT = `
import hashlib, json, sys
import numpy
for seed, population, size, times in json.loads(sys.argv[1]):
    rng = numpy.random.default_rng(int(seed))
    drawn = [rng.choice(population, size, replace=False).tolist() for _ in range(times)]
    print(hashlib.sha256(json.dumps(drawn, separators=(",", ":")).encode()).hexdigest())
`;

const hasNumpy = spawnSync("python3", ["-c", "import numpy"]).status === 0;

describe("createNumpyRandom", () => {
  // Recorded from NumPy 2.4.6: twelve of 256, then ten of those.
  it.each([
    [
      0,
      [208, 4, 126, 156, 76, 44, 66, 10, 165, 206, 233, 18],
      [206, 165, 156, 10, 76, 4, 18, 66, 208, 233],
    ],
    [
      42,
      [108, 250, 190, 134, 161, 214, 21, 107, 23, 175, 249, 50],
      [214, 250, 249, 161, 134, 21, 23, 190, 175, 107],
    ],
    [
      2 ** 32 - 1,
      [46, 61, 53, 252, 155, 226, 237, 54, 178, 75, 71, 33],
      [252, 237, 53, 54, 33, 75, 226, 61, 46, 178],
    ],
    [
      2 ** 32,
      [14, 75, 241, 218, 60, 57, 200, 16, 127, 245, 225, 138],
      [57, 138, 225, 218, 75, 14, 245, 60, 127, 16],
    ],
    [
      2n ** 64n + 5n,
      [171, 65, 218, 184, 96, 103, 97, 255, 182, 245, 213, 141],
      [245, 65, 103, 141, 218, 171, 213, 97, 96, 182],
    ],
    // More words than the pool of the seed sequence has.
    [
      2n ** 200n + 123_456_789n,
      [28, 191, 57, 8, 249, 110, 147, 187, 64, 162, 45, 179],
      [8, 147, 191, 64, 249, 45, 110, 57, 179, 187],
    ],
  ] as const)("draws what NumPy draws from seed %s", (seed, checked, evaluated) => {
    const random = createNumpyRandom(seed);
    const first = random.choose(range(0, 256), 12);
    expect(first).toEqual(checked);
    expect(random.choose(first, 10)).toEqual(evaluated);
  });

  // Recorded from NumPy 2.4.6; on both sides of the size from which it shuffles instead.
  it.each([
    {
      seed: 7,
      population: 256,
      size: 50,
      times: 1_000,
      digest: "dd945afcd5043e64977e46466d877f9b439feec36075a0d2df189de9d41e758a",
    },
    {
      seed: 8,
      population: 20_000,
      size: 1_000,
      times: 20,
      digest: "19213e22f2263096887695ef1dd99df782f737177d92632a2ea7c3fb74a40eac",
    },
    {
      seed: 9,
      population: 10,
      size: 10,
      times: 500,
      digest: "aab99ea498aa7c5e14552edd1df5a563dd7a39e78ad2a93aa6a969450d92b39c",
    },
    {
      seed: 10,
      population: 1,
      size: 1,
      times: 5,
      digest: "e53d0309c2eed263660495704917f288e9c5032f749e2cab118e52448b63f75e",
    },
    {
      seed: 11,
      population: 3,
      size: 0,
      times: 2,
      digest: "643d5437104296e21d906ecb15b2c96ad278f20cfc4af53b12bb6069bd853726",
    },
    {
      seed: 12,
      population: 10_001,
      size: 200,
      times: 10,
      digest: "696231102cac7a3db829aaa73552f22cc83aca62e386355bc26784a1b755cedf",
    },
    {
      seed: 12,
      population: 10_001,
      size: 201,
      times: 10,
      digest: "5ad4f7ad553e179c83c84054c9fbd71c86f2df6a7ee57e2dfb8ec0a3293f3f81",
    },
    {
      seed: 13,
      population: 10_000,
      size: 9_999,
      times: 2,
      digest: "bbd9c547bd179b7132da0c2fd78642341f2454a45dbfc29b0d994291567d6a67",
    },
  ])(
    "draws what NumPy draws from seed $seed: of $population $size, $times times",
    ({ digest, ...draws }) => {
      expect(digestDraws(draws)).toBe(digest);
    },
  );

  it.skipIf(!hasNumpy)("draws what the NumPy of this machine draws, if python3 has it", () => {
    const draws = range(0, 60).map((index): Draws => ({
      seed: BigInt(index) ** 13n,
      population: 1 + ((index * 997) % 12_000),
      size: ((index * 331) % (1 + ((index * 997) % 12_000))) % 400,
      times: 3,
    }));
    const argument = JSON.stringify(
      draws.map(({ seed, population, size, times }) => [String(seed), population, size, times]),
    );
    const { stdout } = spawnSync("python3", ["-c", SCRIPT, argument], { encoding: "utf8" });
    expect(stdout.trim().split("\n")).toEqual(draws.map(digestDraws));
  });

  it("rejects what NumPy rejects", () => {
    expect(() => createNumpyRandom(-1)).toThrow("seed must be an integer >= 0: got -1");
    expect(() => createNumpyRandom(0.5)).toThrow(RangeError);
    expect(() => createNumpyRandom(1).choose([1, 2], 3)).toThrow(
      "size must be an integer from 0 to 2: got 3",
    );
  });
});
