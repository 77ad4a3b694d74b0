import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type Devnet, startDevnet } from "@flock-tools/devnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFolder, runApp, startApp } from "../testing/run-app.ts";
import type { VerifyReport } from "./verify.ts";

const world = createWorld("demo");
const [first, second] = world.truth.miners.filter(
  ({ expected, commitmentText, commit }) =>
    expected === "downloaded" && commitmentText?.split(":")[2] === commit,
);
const uids = `${first!.uid},${second!.uid}`;

let devnet: Devnet;
let cwd: string;
beforeEach(async () => {
  devnet = await startDevnet({ world });
  cwd = createFolder();
  await run(`--netuid 96 --uids ${uids} --quiet`);
  devnet.hub.counts.reset();
});
afterEach(() => devnet.close());

const run = (args: string, env: Record<string, string> = {}, online = true) =>
  runApp(args.split(" ").filter(Boolean), { cwd, env, ...(online && { devnet }) });

const blobOf = (hash: string): string =>
  join(cwd, "data", "blobs", "sha256", hash.slice(0, 2), hash);
const copyOf = (uid: number): string =>
  join(cwd, "data", "miner_datasets", `miner_${uid}`, "data.jsonl");

function dataOf(stdout: string): VerifyReport {
  return (JSON.parse(stdout) as { data: VerifyReport }).data;
}

describe("dl --verify", () => {
  it("needs neither chain nor Hub for what is right, and changes nothing", async () => {
    const before = (await run("digest")).stdout;
    const { code, stdout, stderr } = await run("--verify", { HF_HUB_OFFLINE: "1" }, false);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n").map((line) => line.trim())).toEqual([
      "catalog       whole",
      expect.stringMatching(/^files {9}2, [\d.]+ kB$/),
      "damaged       0",
      expect.stringMatching(/^copies {8}2, [\d.]+ kB$/),
      "changed       0",
      expect.stringMatching(/^time/),
      "all is right",
      "",
    ]);
    expect(devnet.hub.counts.total).toBe(0);
    expect((await run("digest")).stdout).toBe(before);
    expect((await run("--verify --quiet")).stdout).toMatch(/^ok: 2 files, [\d.]+ kB\n$/);
  });

  it("mends what is wrong, says what it did, and reports it as JSON", async () => {
    const before = (await run("digest")).stdout;
    writeFileSync(blobOf(first!.sha256!), "garbage");
    rmSync(copyOf(first!.uid));
    writeFileSync(copyOf(second!.uid), "edited");
    const { code, stdout, stderr } = await run("--verify --json --report report.json");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: 1 damaged or missing, 2 changed copies: mending$/m);
    expect(readFileSync(join(cwd, "report.json"), "utf8")).toBe(stdout);
    expect(dataOf(stdout)).toMatchObject({
      ok: true,
      dataDir: join(cwd, "data"),
      damaged: [
        {
          sha256: first!.sha256,
          reason: "wrong-size",
          mended: "fetched",
          uses: [{ repoId: first!.repoId, commit: first!.commit, path: "data.jsonl" }],
        },
      ],
      copies: {
        changed: [
          { path: copyOf(first!.uid), reason: "missing", mended: true },
          { path: copyOf(second!.uid), reason: "different", mended: true },
        ],
      },
      quarantined: 1,
      garbage: { quarantine: { files: 1, bytes: 7 } },
    });
    expect((await run("digest")).stdout).toBe(before);
    expect(await run("--verify --quiet")).toMatchObject({ code: 0 });
  });

  it("ends with 7 while something cannot be mended, and tells whose it is", async () => {
    rmSync(blobOf(first!.sha256!));
    rmSync(copyOf(first!.uid));
    const dry = await run("--verify --dry-run");
    expect(dry.code).toBe(7);
    expect(dry.stdout).toContain("not all is right; without --dry-run it is mended\n");
    const offline = await run("--verify", { HF_HUB_OFFLINE: "1" });
    expect(offline.code).toBe(7);
    expect(offline.stdout).toContain(
      `${first!.sha256!.slice(0, 12)} ${first!.repoId} data.jsonl: missing; the Hub may not be asked\n`,
    );
    expect(devnet.hub.counts.total).toBe(0);
    const online = await run("--verify");
    expect(online.code).toBe(0);
    expect(online.stdout).toMatch(/data\.jsonl: missing; fetched again\n/);
    expect(online.stdout).toMatch(/miner_\d+\/data\.jsonl: missing; rewritten\n/);
  });

  it("says what can be done about a damaged catalog, and changes nothing", async () => {
    const catalog = join(cwd, "data", "catalog.sqlite");
    const whole = readFileSync(catalog);
    for (const left of [whole.subarray(0, whole.length >> 1), ""]) {
      writeFileSync(catalog, left);
      for (const args of ["--verify", "gc", "digest", `--netuid 96 --uids ${uids}`]) {
        const { code, stderr } = await startApp(args.split(" "), { cwd, devnet }).result;
        expect({ args, code }).toEqual({ args, code: 7 });
        expect(stderr).toMatch(
          /^error: .*catalog\.sqlite is (?:damaged|empty).*\nnext: put a copy of it/m,
        );
      }
    }
    for (const name of ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"]) {
      rmSync(join(cwd, "data", name), { force: true });
    }
    const refused = await run("gc");
    expect([refused.code, refused.stderr.split("\n")[0]]).toEqual([
      2,
      expect.stringMatching(/holds no data yet$/),
    ]);
    expect((await run(`--netuid 96 --uids ${uids}`)).code).toBe(0);
    expect((await run("--verify")).code).toBe(0);
  });

  it("refuses what would narrow it, and a folder that holds nothing", async () => {
    const { code, stderr } = await run("--verify --uids 1 --force");
    expect([code, stderr]).toEqual([
      2,
      "error: --verify looks at all that is in the data folder: it takes no --uids\nnext: leave out --uids, --force\n",
    ]);
    expect(await run("--verify --data-dir none")).toMatchObject({ code: 2 });
    expect(existsSync(join(cwd, "none"))).toBe(false);
  });
});

describe("dl gc", () => {
  it("deletes what nothing refers to, says how much, and says it before with --dry-run", async () => {
    const orphan = blobOf("ab".repeat(32));
    mkdirSync(join(orphan, ".."), { recursive: true });
    writeFileSync(orphan, "orphan");
    const dry = await run("gc --dry-run");
    expect(dry.stdout).toBe(
      "to delete: 1 file, 6 B\n  files nobody refers to  1 file, 6 B\nnext: pnpm dl gc\n",
    );
    expect(existsSync(orphan)).toBe(true);
    const { code, stdout } = await run("gc --json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      data: { dryRun: false, orphans: { files: 1, bytes: 6 }, rowIndexes: 0 },
    });
    expect(existsSync(orphan)).toBe(false);
    expect((await run("gc")).stdout).toBe("deleted: 0 files, 0 B\n");
    expect((await run("--verify --quiet")).code).toBe(0);
  });

  it("process: waits for nobody: exit code 11 beside a download, which goes on", async () => {
    const third = world.truth.miners.find(
      ({ uid, expected }) => expected === "downloaded" && uid > second!.uid,
    );
    const stalled = new Promise<void>((resolve) => {
      devnet.hub.use(({ kind }) => {
        if (kind !== "content") return undefined;
        resolve();
        return { type: "stall", afterBytes: 100 };
      });
    });
    const download = startApp(["--netuid", "96", "--uids", String(third!.uid)], { cwd, devnet });
    await stalled;
    const { code, stderr } = await run("gc");
    expect([code, stderr]).toEqual([
      11,
      expect.stringMatching(
        new RegExp(
          String.raw`^error: \S+ is in use by process ${download.child.pid} \(pnpm dl, for \d+ s\)\nnext: wait until`,
        ),
      ),
    ]);
    expect(await run("gc --dry-run")).toMatchObject({ code: 0 });
    expect(await run("--verify --quiet")).toMatchObject({ code: 0 });
    download.child.kill("SIGKILL");
    await download.result;
    devnet.hub.use(undefined);
    expect((await run("gc")).code).toBe(0);
    expect(readdirSync(join(cwd, "data", "lock"))).toEqual(["use"]);
    expect((await run(`--netuid 96 --uids ${third!.uid}`)).code).toBe(0);
  });
});
