import { describe, expect, it } from "vitest";
import { type AppResult, createFolder, runApp } from "../testing/run-app.ts";

/** In a folder with nothing in it: options are looked at first. */
async function run(line: string): Promise<AppResult> {
  using folder = createFolder();
  return await runApp(line.split(" "), { cwd: folder.path });
}

describe("options of near duplicates", () => {
  it.each([
    ["--threshold 0", "--threshold: must be a decimal above 0 and at most 1"],
    ["--threshold 1.5", "--threshold: must be a decimal above 0 and at most 1"],
    ["--threshold NaN", "--threshold: must be a decimal above 0 and at most 1"],
    ["--containment abc", "--containment: must be a decimal above 0 and at most 1"],
    ["--engine datasketch", "--engine: must be one of exact, reference, minhash: got datasketch"],
    ["--scope everybody", "--scope: must be one of miners, pool, all: got everybody"],
    ["--max-memory 1MB", "--max-memory: must be at least 64MiB: got 1MB"],
    ["--max-memory much", "--max-memory: must be a size of at least 1 byte: got much"],
    ["--max-pairs -1", "--max-pairs: must be an integer from 0 to 500000: got -1"],
    ["--threads 0", "--threads: must be an integer from 1 to 64: got 0"],
  ])("refuse %s", async (flags, message) => {
    const { code, stdout, stderr } = await run(`dupes --near ${flags}`);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`error: ${message}`);
  });

  it.each([
    "--threshold 0.9",
    "--containment off",
    "--scope pool",
    "--include-system",
    "--engine exact",
    "--clusters-only",
    "--max-memory 1GB",
    "--max-pairs 5",
    "--threads 2",
  ])("need --near: %s", async (flags) => {
    const { code, stdout, stderr } = await run(`dupes ${flags}`);
    expect([code, stdout]).toEqual([2, ""]);
    const [flag] = flags.split(" ");
    expect(stderr).toBe(
      `error: ${flag} is about near duplicates, which need --near\nnext: pnpm analyze dupes ${flags} --near\n`,
    );
  });
});
