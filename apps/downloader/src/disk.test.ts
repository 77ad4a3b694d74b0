import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createWorld, startDevnet, type WorldFile } from "@flock-tools/devnet";
import type { SyncReport } from "@flock-tools/flock";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";

const world = createWorld("demo");
const [large, small] = world.truth.miners.filter(
  ({ expected, commitmentText, commit }) =>
    expected === "downloaded" && commitmentText?.split(":")[2] === commit,
);

/** More than any disk has, and never held. */
const ENORMOUS: WorldFile = {
  path: "data.jsonl",
  lfs: true,
  size: 2 ** 52,
  sha256: "5".repeat(64),
  *stream() {
    for (;;) yield Buffer.alloc(65_536, "\n");
  },
  content: () => new Uint8Array(),
};

async function serveEnormous() {
  const devnet = await startDevnet({ world });
  onTestFinished(() => devnet.close());
  devnet.hub.update((hub) => ({
    ...hub,
    repos: hub.repos.map((repo) =>
      repo.id === large!.repoId ? { ...repo, commits: { [large!.commit!]: [ENORMOUS] } } : repo,
    ),
  }));
  const cwd = createFolder();
  const args = `--netuid 96 --uids ${large!.uid},${small!.uid} --max-bytes 9000000GB`;
  const run = (more: string) => runApp(`${args} ${more}`.split(" "), { cwd, devnet });
  return { cwd, run };
}

describe("dl with too little room on the disk", () => {
  it("disk: leaves out what does not fit, says how much is missing, fetches the rest, and ends with 8", async () => {
    const { cwd, run } = await serveEnormous();
    const { code, stdout, stderr } = await run("--json");
    expect(code).toBe(8);
    const { data } = JSON.parse(stdout) as { data: SyncReport };
    expect(data.miners).toMatchObject([
      {
        uid: large!.uid,
        status: "failed",
        reason: "no-space",
        detail: expect.stringMatching(/^[49]\.\d PB are missing on the disk of /) as string,
      },
      { uid: small!.uid, status: "downloaded" },
    ]);
    expect(stderr).toContain("warning: not all fits on the disk: free some space");
    expect(readdirSync(join(cwd, "data", "miner_datasets"))).toEqual([`miner_${small!.uid}`]);
  });

  it("says so before, with --dry-run", async () => {
    const { run } = await serveEnormous();
    const { code, stderr } = await run("--dry-run");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: the disk of \S+ has [\d.]+ [A-Z]+ free; up to /m);
  });
});
