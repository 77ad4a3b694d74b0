import { displayWidth } from "@flock-tools/cli";
import type { BlockRef } from "@flock-tools/core";
import { createWorld, type Devnet, startDevnet, type World } from "@flock-tools/devnet";
import type { FlockSearch } from "@flock-tools/flock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runApp } from "../testing/run-app.ts";

const demo = createWorld("demo");

let devnet: Devnet;
beforeEach(async () => {
  devnet = await startDevnet({ world: demo });
});
afterEach(() => devnet.close());

const endpointArgs = () => ["--endpoint", devnet.chain.url];

const runAt = (at: string) => runApp([...endpointArgs(), "--at-block", at, "--json"]);

async function serve(world: World): Promise<void> {
  await devnet.close();
  devnet = await startDevnet({ world });
}

/** The demo world with another name and symbol of its look-alike subnet. */
function renameSubnet(name: string, symbol: string): World {
  const subnets = demo.chain.subnets.map((subnet) =>
    subnet.netuid === 44 ? { ...subnet, name, symbol, identity: { githubRepo: "" } } : subnet,
  );
  return { ...demo, chain: { ...demo.chain, subnets } };
}

describe("find-netuid", () => {
  it("shows a table, one sentence and what to type next", async () => {
    const { code, stdout, stderr } = await runApp(endpointArgs());
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(1 + demo.chain.subnets.length + 3);
    expect(lines[0]).toMatch(/^netuid  name +symbol  miners  valid  score  verdict$/);
    expect(lines[1]).toMatch(/^    96  FLock OFF .* 64 .*%.*  FLock$/);
    expect(lines.filter((line) => line.endsWith("  FLock"))).toHaveLength(1);
    expect(lines.at(-2)).toMatch(/^Netuid 96 "FLock OFF" is FLock: .*40 of 64 registered hotkeys/);
    expect(lines.at(-1)).toBe(`next: pnpm dl --endpoint ${devnet.chain.url} --netuid 96`);
  });

  it("says the same in JSON", async () => {
    const { code, stdout } = await runApp(["--json"], {
      env: { BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url },
    });
    expect(code).toBe(0);
    const { data, ...envelope } = JSON.parse(stdout) as { data: FlockSearch };
    expect(envelope).toEqual({ schema: 1, command: "find-netuid", ok: true, warnings: [] });
    expect(data.winner).toMatchObject({
      netuid: 96,
      name: "FLock OFF",
      valid: 40,
      verdict: "flock",
    });
    expect(data.subnets.map(({ netuid }) => netuid).toSorted((a, b) => a - b)).toEqual(
      demo.chain.subnets.map(({ netuid }) => netuid).toSorted((a, b) => a - b),
    );
    expect(data).toMatchObject({
      block: { number: demo.chain.headNumber },
      chainName: "Bittensor",
    });
  });

  it("prints the netuid alone with --quiet", async () => {
    expect(await runApp([...endpointArgs(), "--quiet"])).toEqual({
      code: 0,
      stdout: "96\n",
      stderr: "",
    });
  });

  it("ends with 1 where no subnet is FLock", async () => {
    await serve(createWorld("empty"));
    const { code, stdout } = await runApp(endpointArgs());
    expect(code).toBe(1);
    expect(stdout).not.toContain("next:");
    const quiet = await runApp([...endpointArgs(), "--quiet"]);
    expect(quiet).toEqual({ code: 1, stdout: "", stderr: "" });
    const json = await runApp([...endpointArgs(), "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      data: { subnets: [{ netuid: 0 }] },
    });
  });

  it("escapes names that the chain's users wrote", async () => {
    await serve(renameSubnet("FLock\u001B[2J\u202E\n", "\u0007日"));
    const { stdout } = await runApp(endpointArgs(), { columns: 200, env: { NO_COLOR: "1" } });
    expect(stdout).toContain(String.raw`FLock\u{1b}[2J\u{202e}\u{a}`);
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const json = await runApp([...endpointArgs(), "--json"]);
    expect(json.stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const { data } = JSON.parse(json.stdout) as { data: FlockSearch };
    expect(data.subnets.find(({ netuid }) => netuid === 44)?.name).toBe("FLock\u001B[2J\u202E\n");
  });

  it("fits the terminal", async () => {
    await serve(renameSubnet("名".repeat(60), "x"));
    const { stdout } = await runApp(endpointArgs(), { columns: 70, env: { NO_COLOR: "1" } });
    const table = stdout.split("\n").slice(0, 1 + demo.chain.subnets.length);
    for (const line of table) expect(displayWidth(line)).toBeLessThanOrEqual(70);
  });

  it("asks the chain 4 times for data, in a network of 130 subnets too", async () => {
    await serve(createWorld("finney"));
    const { code } = await runApp(endpointArgs());
    expect(code).toBe(0);
    expect(devnet.chain.counts.dataCalls).toBeLessThanOrEqual(6);
    devnet.chain.counts.reset();
    const { stdout } = await runApp([...endpointArgs(), "--all", "--json"]);
    const { data } = JSON.parse(stdout) as { data: FlockSearch };
    expect(data.subnets).toHaveLength(130);
    const unread = data.subnets.filter(({ share }) => share === undefined);
    expect(unread.every(({ neuronCount }) => neuronCount === 0)).toBe(true);
  });

  it("takes the next endpoint where one does not serve, and types all of them again", async () => {
    await using other = await startDevnet({ world: demo });
    devnet.chain.useHandshake("reject-429");
    const args = ["--endpoint", devnet.chain.url, "--endpoint", other.chain.url];
    const { code, stdout, stderr } = await runApp(args);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(`next: pnpm dl ${args.join(" ")} --netuid 96`);
    expect(stderr).toMatch(/^warning: a chain node failed .*CHAIN_RATE_LIMITED.*\n$/);
    expect(other.chain.counts.dataCalls).toBe(5);

    other.chain.useHandshake("reject-429");
    const neither = await runApp([...args, "--timeout", "1"]);
    expect(neither.code).toBe(5);
    expect(neither.stderr).toMatch(/^error: none of 2 endpoints could be used: /m);
  });

  it("says what is wrong and what to do", async () => {
    const unknown = await runApp(["--network", "mainnet"]);
    expect(unknown).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^error: unknown network "mainnet"\nnext: .*finney.*\n$/,
      ) as string,
    });
    devnet.chain.use(() => "stall");
    const stalled = await runApp([...endpointArgs(), "--timeout", "1"]);
    expect(stalled).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(
        /^error: .* did not answer within 1 s\nnext: try again.*\n$/,
      ) as string,
    });
  });
});

describe("find-netuid --at-block", () => {
  const head = demo.chain.headNumber;

  it("reads the subnets as they were", async () => {
    devnet.chain.advance((chain) => ({ ...chain, subnets: chain.subnets.slice(0, 1) }));
    expect(await findAt(String(head))).toEqual({ code: 0, block: head, winner: 96 });
    expect(await findAt(String(head + 1))).toEqual({ code: 1, block: head + 1, winner: undefined });
    const { stdout } = await runApp([...endpointArgs(), "--at-block", String(head)]);
    expect(stdout).toContain("\nAt block 7,000,000 (2026-03-10 14:00 UTC):\nNetuid 96 ");
  });

  it("takes the last block of a date", async () => {
    expect(await findAt("2026-03-10T13:58")).toMatchObject({ code: 0, block: head - 6 });
    // The day has not ended on chain.
    expect(await findAt("2026-03-10")).toMatchObject({ code: 0, block: head });
  });

  const GONE = /^error: .* does not keep the state of that block/;
  const FUTURE = /^error: that block is not finalized yet$/;
  const NOTHING = /^error: nothing can be read at that block/;

  it.each([
    { at: "6000000", code: 5, error: GONE, next: /--network archive$/ },
    { at: "2025-12-31", code: 5, error: GONE, next: /--network archive$/ },
    { at: "7000001", code: 2, error: FUTURE, next: /newest one, 7000000 of 2026-03-10T14/ },
    { at: "2026-03-11", code: 2, error: FUTURE, next: /up to the newest one/ },
    { at: "2019-01-01", code: 2, error: NOTHING, next: /up to the newest one/ },
    { at: "0", code: 2, error: NOTHING, next: /up to the newest one/ },
    {
      at: "yesterday",
      code: 2,
      error: /^error: --at-block: must be a block number/,
      next: /^next: write a block like/,
    },
  ])("refuses $at", async ({ at, code, error, next }) => {
    const { stderr, ...ended } = await runAt(at);
    expect(ended.code).toBe(code);
    const [first, second] = stderr.trimEnd().split("\n");
    expect(first).toMatch(error);
    expect(second).toMatch(next);
  });
});

async function findAt(at: string) {
  const { code, stdout } = await runAt(at);
  const { data } = JSON.parse(stdout) as { data: FlockSearch & { block: BlockRef } };
  return { code, block: data.block.number, winner: data.winner?.netuid };
}
