import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type Devnet, startDevnet, type TruthMiner } from "@flock-tools/devnet";
import type { SyncReport } from "@flock-tools/flock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFolder, runApp, startApp } from "../testing/run-app.ts";

const world = createWorld("demo");
const published = world.truth.miners.filter((miner) => miner.expected === "downloaded");
const pinned = published.filter(
  ({ commitmentText, commit }) => commitmentText?.split(":")[2] === commit,
);
const some = pinned.slice(0, 3);
const someUids = some.map(({ uid }) => uid).join(",");

let devnet: Devnet;
let cwd: string;
beforeEach(async () => {
  devnet = await startDevnet({ world });
  cwd = createFolder();
});
afterEach(() => devnet.close());

const run = (args: string, env: Record<string, string> = {}) =>
  runApp(args.split(" ").filter(Boolean), { cwd, devnet, env });

/** The miners that a selection leaves. */
async function countPlanned(args: string): Promise<number> {
  const { stdout } = await run(`--netuid 96 --dry-run --json ${args}`);
  return (JSON.parse(stdout) as { data: { items: unknown[] } }).data.items.length;
}

/** uid to the hash of its file in a view. */
function readView(root: string): Record<string, string> {
  const folders = existsSync(root) ? readdirSync(root) : [];
  return Object.fromEntries(
    folders.map((folder) => [folder, sha256(readFileSync(join(root, folder, "data.jsonl")))]),
  );
}

function expectedView(miners: readonly TruthMiner[]): Record<string, string | undefined> {
  return Object.fromEntries(miners.map(({ uid, sha256: hash }) => [`miner_${uid}`, hash]));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("dl", () => {
  it("downloads every data set of the subnet it finds, and reports in JSON alone on stdout", async () => {
    const args = ["--json", "--report", "report.json"];
    const { code, stdout, stderr } = await startApp(args, { cwd, devnet }).result;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("is FLock") as string,
    });
    const envelope = JSON.parse(stdout) as { data: SyncReport };
    expect(envelope).toMatchObject({ schema: 1, command: "dl", ok: true, warnings: [] });
    expect(readFileSync(join(cwd, "report.json"), "utf8")).toBe(stdout);
    const { totals, miners, netuid } = envelope.data;
    expect(netuid).toBe(world.truth.flockNetuid);
    expect(totals).toMatchObject({
      total: world.truth.miners.length,
      downloaded: published.length,
      failed: {},
    });
    const found = miners.map((miner) => ("reason" in miner ? miner.reason : miner.status));
    expect(found).toEqual(world.truth.miners.map(({ expected }) => expected));
    expect(readView(join(cwd, "data", "miner_datasets"))).toEqual(expectedView(published));
  });

  it("lays a block of the past beside the newest, each with its own data sets", async () => {
    const gone = some.at(-1);
    const head = world.chain.headNumber;
    devnet.chain.advance((chain) => ({
      ...chain,
      subnets: chain.subnets.map((subnet) => ({
        ...subnet,
        neurons: subnet.netuid === 96 ? subnet.neurons.slice(0, gone?.uid) : subnet.neurons,
      })),
    }));
    const uids = `--netuid 96 --uids ${someUids} --quiet`;
    expect((await run(uids)).code).toBe(0);
    expect((await run(`${uids} --at-block ${head}`)).code).toBe(0);
    const data = join(cwd, "data");
    expect(readView(join(data, "miner_datasets"))).toEqual(expectedView(some.slice(0, -1)));
    expect(readView(join(data, `miner_datasets@${head}`))).toEqual(expectedView(some));
    expect(await run(`${uids} --at-block ${head + 2}`)).toMatchObject({ code: 2 });
    const old = await run(`${uids} --at-block 6000000`);
    expect(old).toMatchObject({ code: 5, stderr: expect.stringContaining("archive") as string });
  });

  it("shows a person the sums, where the files are and what to type next", async () => {
    const { code, stdout } = await run("");
    expect(code).toBe(0);
    const rows = published.reduce((sum, miner) => sum + (miner.rows ?? 0), 0);
    for (const line of [
      `netuid 96 on Bittensor, block 7,000,000 (2026-03-10 14:00 UTC)`,
      `  miners        ${world.truth.miners.length}`,
      `  downloaded    ${published.length}`,
      `  already there 0`,
      `  failed        0`,
      `  skipped       ${world.truth.miners.length - published.length}`,
      `                    1  gated`,
      `  rows          ${rows.toLocaleString("en-US")}`,
      `  stale         ${world.truth.staleCommitments} commitments of hotkeys that left the subnet`,
      `  files         ${join("data", "miner_datasets", "miner_<uid>", "data.jsonl")}`,
      `next: head -n 1 ${join("data", "miner_datasets", "miner_0", "data.jsonl")}`,
    ]) {
      expect(stdout.split("\n")).toContain(line);
    }
    const again = await run("--quiet");
    expect(again.stderr).toBe("");
    expect(again.stdout).toMatch(
      new RegExp(
        String.raw`^64 miners: 0 downloaded, ${published.length} already there, 0 failed, .*\n$`,
      ),
    );
  });

  it("asks the Hub for nothing that is there, and for all of it with --force", async () => {
    await run(`--netuid 96 --uids ${someUids}`);
    expect(devnet.hub.counts.total).toBe(2 * some.length);
    devnet.hub.counts.reset();
    const again = await run(`--netuid 96 --uids ${someUids} --json`);
    expect(JSON.parse(again.stdout)).toMatchObject({
      data: { totals: { alreadyThere: some.length } },
    });
    expect(devnet.hub.counts.total).toBe(0);
    const forced = await run(`--netuid 96 --uids ${someUids} --force --json`);
    expect(JSON.parse(forced.stdout)).toMatchObject({
      data: { totals: { downloaded: some.length } },
    });
    expect(devnet.hub.counts.byKind["content"]).toBe(some.length);
  });

  it("plans with counts and bytes, and changes nothing, with --dry-run", async () => {
    const { code, stdout } = await run(`--dry-run --netuid 96 --uids ${someUids}`);
    expect(code).toBe(0);
    expect(stdout).toContain("  to download         3  ");
    expect(stdout).toContain(`next: pnpm dl --netuid 96 --uids ${someUids}\n`);
    const json = await run(`--dry-run --json --netuid 96 --uids ${someUids}`);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: true,
      data: {
        dryRun: true,
        counts: { fetch: 3, have: 0 },
        fetchBytes: some.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
        items: some.map(({ uid, repoId }) => ({ uid, action: "fetch", target: { repoId } })),
      },
    });
    expect(devnet.hub.counts.byKind["content"] ?? 0).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("plans under the --max-bytes that the download would have", async () => {
    const { stdout } = await run(
      `--dry-run --json --netuid 96 --uids ${some[0]!.uid} --max-bytes 1kB`,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      data: { fetchBytes: 0, unknownSizes: 1, items: [{ reason: "too-large" }] },
    });
  });

  it("changes only the folders of the miners that are selected", async () => {
    const [first, second, third] = pinned as [TruthMiner, TruthMiner, TruthMiner];
    await run(`--netuid 96 --uids ${first.uid}`);
    expect(readView(join(cwd, "data", "miner_datasets"))).toEqual(expectedView([first]));
    await run(`--netuid 96 --hotkey ${second.hotkey}`);
    expect(readView(join(cwd, "data", "miner_datasets"))).toEqual(expectedView([first, second]));
    await run(`--netuid 96 --coldkey ${third.coldkey},${second.coldkey} --uids ${third.uid}`);
    expect(readView(join(cwd, "data", "miner_datasets"))).toEqual(
      expectedView([first, second, third]),
    );
  });

  it("selects by when the commitment was made, by block and by date", async () => {
    const subnet = world.chain.subnets.find(({ netuid }) => netuid === 96)!;
    const blocks = subnet.commitments.map(({ block }) => block).toSorted((a, b) => a - b);
    const middle = blocks[Math.floor(blocks.length / 2)]!;
    const before = await countPlanned(`--committed-until ${middle}`);
    const after = await countPlanned(`--committed-since ${middle + 1}`);
    const time = world.chain.headTimestamp - 12_000 * (world.chain.headNumber - middle);
    const date = new Date(time).toISOString().slice(0, 19);
    expect(before).toBeGreaterThan(0);
    expect(after).toBeGreaterThan(0);
    expect(await countPlanned(`--committed-until ${date}`)).toBe(before);
    expect(await countPlanned(`--committed-since ${date}`)).toBe(
      after + (await countPlanned(`--committed-since ${middle} --committed-until ${middle}`)),
    );
  });

  it("takes the flags of the Python script", async () => {
    const { code, stderr } = await runApp(
      [
        "--subtensor.network=finney",
        `--subtensor.chain_endpoint=${devnet.chain.url}`,
        "--netuid",
        "96",
      ],
      { cwd, env: { HF_ENDPOINT: devnet.hub.url } },
    );
    expect([code, stderr]).toEqual([5, expect.stringContaining("genesis")]);
    const args = [
      "--subtensor.chain_endpoint",
      devnet.chain.url,
      "--logging.debug",
      "--data_dir",
      "out",
      "--cache_dir=store",
      "--netuid=96",
      `--uids=${some[0]!.uid}`,
    ];
    const result = await runApp(args, { cwd, env: { HF_ENDPOINT: devnet.hub.url } });
    expect(result.code).toBe(0);
    expect(result.stderr).toContain(`uid ${some[0]!.uid} ${some[0]!.repoId}: downloaded, 100 rows`);
    expect(readView(join(cwd, "out"))).toEqual(expectedView(some.slice(0, 1)));
    expect(existsSync(join(cwd, "store", "catalog.sqlite"))).toBe(true);
  });

  it("fetches the evaluation pool with --eval", async () => {
    const { stdout } = await run(`--netuid 96 --uids ${some[0]!.uid} --eval --json`);
    const { sha256: hash, rows } = world.truth.evaluationPool!;
    expect(JSON.parse(stdout)).toMatchObject({
      data: { evaluationPool: { status: "downloaded", rows } },
    });
    expect(sha256(readFileSync(join(cwd, "data", "eval_data", "data.jsonl")))).toBe(hash);
  });

  it("leaves out what is larger than --max-bytes, which --strict does not forgive", async () => {
    const lenient = await run(`--netuid 96 --uids ${some[0]!.uid} --max-bytes 1kB --json`);
    expect(lenient.code).toBe(0);
    expect(JSON.parse(lenient.stdout)).toMatchObject({
      ok: true,
      data: { totals: { skipped: { "too-large": 1 } } },
    });
    const strict = await run(`--netuid 96 --uids ${some[0]!.uid} --max-bytes 1kB --strict`);
    expect(strict.code).toBe(3);
  });

  it("fetches whole snapshots with --all-files", async () => {
    const repo = world.hub.repos.find(({ id }) => id === some[0]!.repoId)!;
    const paths = repo.commits[some[0]!.commit!]!.map(({ path }) => path).toSorted();
    await run(`--netuid 96 --uids ${some[0]!.uid} --all-files`);
    const folder = join(cwd, "data", "miner_datasets", `miner_${some[0]!.uid}`);
    const written = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    expect(written.toSorted()).toEqual(paths);
  });

  it("warns of uids that are not registered, if others are", async () => {
    const { code, stdout } = await run(`--netuid 96 --uids ${some[0]!.uid},300 --json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      warnings: ["not registered at this block: uid 300"],
    });
  });

  it("sends the token to the Hub, and prints it nowhere", async () => {
    const token = world.hub.users[0]!.token;
    const { code, stdout, stderr } = await run("--netuid 96 --verbose --log-format json --json", {
      HF_TOKEN: token,
    });
    expect(code).toBe(0);
    const gated = world.truth.miners.find(({ expected }) => expected === "gated")!;
    expect(existsSync(join(cwd, "data", "miner_datasets", `miner_${gated.uid}`))).toBe(true);
    expect(
      devnet.hub.requests.some(({ headers }) => headers["authorization"] === `Bearer ${token}`),
    ).toBe(true);
    expect(stdout + stderr).not.toContain(token);
    for (const line of stderr.split("\n").filter((text) => text.startsWith("{"))) JSON.parse(line);
  });

  it("escapes names that a miner wrote, and makes no path of them", async () => {
    const hostile = "evil\u001B[2J\u202E\u0000.txt";
    const { repoId, commit, uid } = some[0]!;
    const file = { path: hostile, content: () => Buffer.from("x") };
    devnet.hub.update((hub) => ({
      ...hub,
      repos: hub.repos.map((repo) =>
        repo.id === repoId
          ? { ...repo, commits: { [commit!]: [...repo.commits[commit!]!, file] } }
          : repo,
      ),
    }));
    const { code, stdout, stderr } = await run(
      `--netuid 96 --uids ${uid} --all-files --verbose --json`,
    );
    expect(code).toBe(0);
    expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const { data } = JSON.parse(stdout) as { data: SyncReport };
    expect(data.miners[0]).toMatchObject({ leftOut: [{ path: hostile, reason: "unsafe-path" }] });
    const view = readdirSync(join(cwd, "data", "miner_datasets"), { recursive: true });
    expect(view.filter((path) => String(path).includes("evil"))).toEqual([]);
  });

  it("prints one hash of the data folder with digest", async () => {
    const empty = await run("digest");
    expect([empty.code, empty.stderr]).toEqual([
      2,
      `error: ${join(cwd, "data")} holds no data yet\nnext: pnpm dl, or give the folder with --data-dir\n`,
    ]);
    expect((await run("digest --data-dir none")).stderr).toMatch(
      /none holds no data yet\nnext: pnpm dl --data-dir none, or give/,
    );
    await run(`--netuid 96 --uids ${someUids}`);
    const { code, stdout } = await run("digest");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[0-9a-f]{64}\n$/);
    await run(`--netuid 96 --uids ${someUids} --data-dir other`, {});
    expect((await run("digest --data-dir other")).stdout).toBe(stdout);
  });
});

describe("dl with several endpoints", () => {
  it("goes on at the next one, at the same block, where one breaks off", async () => {
    await using other = await startDevnet({ world });
    const endpoints = `--endpoint ${devnet.chain.url} --endpoint ${other.chain.url}`;
    // By the time the subnet is read, the block and the netuid are known.
    devnet.chain.use(({ params }) =>
      params[0] === "SubnetInfoRuntimeApi_get_selective_metagraph" ? "close" : undefined,
    );
    const { code, stdout, stderr } = await run(`${endpoints} --uids ${someUids} --json`);
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: a chain node failed .*CHAIN_CLOSED/);
    const { data } = JSON.parse(stdout) as { data: SyncReport };
    expect(data.block.number).toBe(world.chain.headNumber);
    expect(data.totals.downloaded).toBe(some.length);
    expect(other.chain.counts.dataCalls).toBe(2);
    expect(readView(join(cwd, "data", "miner_datasets"))).toEqual(expectedView(some));
  });

  it("refuses one of another chain, and an address that is none", async () => {
    await using other = await startDevnet({ world: createWorld("empty") });
    devnet.chain.useHandshake("reject-429");
    const args = `--endpoint ${devnet.chain.url} --endpoint ${other.chain.url} --timeout 1`;
    const finney = await run(`--network finney ${args}`);
    expect(finney.code).toBe(5);
    expect(finney.stderr).toMatch(/^error: none of 2 endpoints could be used: .*genesis/m);
    const wrong = await run(`${args} --endpoint https://example.org`);
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toMatch(/^error: the endpoint must be a ws:/);
  });
});
