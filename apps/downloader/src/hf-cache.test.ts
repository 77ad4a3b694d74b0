import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createWorld, type Devnet, startDevnet } from "@flock-tools/devnet";
import type { HfCacheReport, SyncReport } from "@flock-tools/flock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFolder, runApp, startApp } from "../testing/run-app.ts";

const world = createWorld("demo");
const published = world.truth.miners.filter((miner) => miner.expected === "downloaded");
const some = published.filter(({ commitmentText }) => commitmentText?.includes(":main"));
const [first] = some;
if (first === undefined) throw new Error("the world has a miner that committed to main");

let devnet: Devnet;
let cwd: string;
beforeEach(async () => {
  devnet = await startDevnet({ world });
  cwd = createFolder();
});
afterEach(() => devnet.close());

const run = (args: string, env: Record<string, string> = {}) =>
  runApp(`--netuid 96 ${args}`.split(" "), { cwd, devnet, env });

interface Data extends SyncReport {
  readonly hfCache: HfCacheReport;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("dl --hf-cache", () => {
  it("lays out every data set of the run, once, and says where", async () => {
    const { code, stdout } = await run("--json --hf-cache", { HF_HUB_CACHE: "hub" });
    const { data } = JSON.parse(stdout) as { data: Data };
    const folder = join(cwd, "hub");
    const snapshots = new Set(published.map(({ repoId, commit }) => `${repoId}@${commit}`));
    expect({ code, hfCache: data.hfCache }).toEqual({
      code: 0,
      hfCache: {
        folder,
        snapshots: snapshots.size,
        files: snapshots.size,
        newFiles: snapshots.size,
        newBytes: expect.any(Number) as number,
        leftOut: [],
      },
    });
    for (const { repoId, commit, sha256: hash } of published) {
      const repo = join(folder, `datasets--${repoId?.replace("/", "--")}`);
      const name = join(repo, "snapshots", commit ?? "", "data.jsonl");
      expect(readlinkSync(name)).toMatch(/^\.\.\/\.\.\/blobs\/(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
      expect(sha256(readFileSync(name))).toBe(hash);
    }
    for (const { repoId, commit } of some) {
      const repo = join(folder, `datasets--${repoId?.replace("/", "--")}`);
      expect(readFileSync(join(repo, "refs", "main"), "utf8")).toBe(commit);
    }
    const again = await run("--json --hf-cache", { HF_HUB_CACHE: "hub" });
    expect((JSON.parse(again.stdout) as { data: Data }).data.hfCache).toMatchObject({
      files: snapshots.size,
      newFiles: 0,
      newBytes: 0,
    });
  });

  it("names the folder and how to go on, for people", async () => {
    const args = `--hf-cache some/hub --uids ${first.uid}`;
    const { code, stdout } = await run(args, { HF_HUB_DISABLE_SYMLINKS: "1" });
    expect(code).toBe(0);
    expect(stdout).toContain("\n  hf cache      1 file, 1 new: some/hub\n");
    expect(stdout).toContain(
      `\nnext: HF_HUB_CACHE=${join(cwd, "some/hub")} HF_HUB_OFFLINE=1 python3 -c ` +
        `'from huggingface_hub import hf_hub_download as get; print(get("${first.repoId}", "data.jsonl", ` +
        `repo_type="dataset", revision="${first.commit}"))'\n`,
    );
    const repo = `datasets--${first.repoId?.replace("/", "--")}`;
    const name = join(cwd, "some/hub", repo, "snapshots", first.commit ?? "", "data.jsonl");
    expect(lstatSync(name).isFile()).toBe(true);
    const unset = startApp(["--netuid", "96", "--hf-cache", "--uids", `${first.uid}`], {
      cwd,
      devnet,
    });
    expect((await unset.result).stdout).toContain("\nnext: HF_HUB_OFFLINE=1 python3 -c ");
    expect(existsSync(join(cwd, ".cache/huggingface/hub", repo, "refs", "main"))).toBe(true);
    // HF_HOME may be of .env, which Python does not read.
    const usual = await run(`--hf-cache --uids ${first.uid}`);
    const next = `\nnext: HF_HUB_CACHE=${join(cwd, "hub")} HF_HUB_OFFLINE=1 python3 -c `;
    expect(usual.stdout).toContain(next);
    expect(existsSync(join(cwd, "hub", repo, "refs", "main"))).toBe(true);
  });

  it("writes nothing with --dry-run", async () => {
    expect((await run("--hf-cache hub --dry-run")).code).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("says that the folder cannot be one before anything is downloaded", async () => {
    mkdirSync(join(cwd, "data"));
    writeFileSync(join(cwd, "file"), "");
    const { code, stderr } = await run("--hf-cache file/hub");
    expect(code).toBe(8);
    expect(stderr).toContain(`${join(cwd, "file/hub")} cannot be written`);
    expect(readdirSync(join(cwd, "data"))).toEqual([]);
  });
});
