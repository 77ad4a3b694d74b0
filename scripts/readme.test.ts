import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createWorld, startDevnet } from "@flock-tools/devnet";
import { expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The one TypeScript example; it uses no syntax that JavaScript does not have. */
function readExample(): string {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  if (example === undefined) throw new Error("README.md has no TypeScript example");
  return example;
}

it("the library example of the README names every miner with a valid commitment", async () => {
  const world = createWorld("demo");
  await using devnet = await startDevnet({ world });
  const folder = mkdtempSync(join(tmpdir(), "flock-readme-"));
  try {
    writeFileSync(join(folder, "example.mjs"), readExample());
    // The benchmarks depend on everything that the example imports.
    symlinkSync(join(root, "bench", "node_modules"), join(folder, "node_modules"), "junction");
    const env = { ...process.env, BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url };
    const { stdout } = await promisify(execFile)(process.execPath, ["example.mjs"], {
      cwd: folder,
      env,
    });
    const [explanation, ...lines] = stdout.trimEnd().split("\n");
    expect(explanation).toMatch(/^netuid 96 "FLock OFF" is FLock/i);
    const committed = world.truth.miners.filter(({ repoId }) => repoId !== undefined);
    expect(lines.map((line) => Number(line.split(" ")[0]))).toEqual(
      committed.map(({ uid }) => uid),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
