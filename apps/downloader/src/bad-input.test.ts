import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createWorld, type Devnet, startDevnet } from "@flock-tools/devnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";

const demo = createWorld("demo");

let devnet: Devnet;
let cwd: string;
beforeEach(async () => {
  devnet = await startDevnet({ world: demo });
  cwd = createFolder();
});
afterEach(() => devnet.close());

interface Refused {
  readonly args: string;
  readonly env?: Record<string, string>;
  readonly code: number;
  readonly error: RegExp;
  readonly next: RegExp;
}

async function run({ args, env }: Pick<Refused, "args" | "env">) {
  const options = { cwd, devnet, ...(env && { env }) };
  const { code, stdout, stderr } = await runApp(args.split(" ").filter(Boolean), options);
  return { code, stdout, lines: stderr.trimEnd().split("\n") };
}

/** One line that says what and why, and one that says what to do. */
function refusal({ code, error, next }: Pick<Refused, "code" | "error" | "next">) {
  return { code, stdout: "", lines: [expect.stringMatching(error), expect.stringMatching(next)] };
}

describe("dl with input that is wrong", () => {
  it.each<Refused>([
    {
      args: "--network fineny",
      code: 2,
      error: /^error: unknown network "fineny"$/,
      next: /^next: did you mean finney\?.*test, archive, latent-lite, local/,
    },
    {
      args: "--endpoint https://example.org",
      code: 2,
      error: /^error: the endpoint must be a ws:\/\/ or wss:\/\/ URL/,
      next: /^next: write wss:\/\/example\.org/,
    },
    {
      args: "--uids 20-10",
      code: 2,
      error: /^error: --uids: a range of uids must go up: got 20-10$/,
      next: /^next: write 10-20$/,
    },
    {
      args: "--uids 1,two",
      code: 2,
      error: /^error: --uids: a uid must be a number from 0 to 65535 .*: got two$/,
      next: /^next: write uids and ranges like 0,5,10-20$/,
    },
    {
      args: "--netuid 96 --uids 999",
      code: 2,
      error: /^error: no miner of netuid 96 matches: uid 999 not registered at block 7000000$/,
      next: /^next: the subnet has 64 miners, uids 0 to 63$/,
    },
    {
      args: "--netuid 5",
      code: 5,
      error: /^error: .*5/,
      next: /^next: .*find-netuid/,
    },
    {
      args: "--netuid 96",
      env: { HF_TOKEN: "" },
      code: 2,
      error: /^error: HF_TOKEN is empty$/,
      next: /^next: .*unset it: public data sets need none$/,
    },
    {
      args: "--netuid 96",
      env: { HF_HUB_OFFLINE: "1" },
      code: 2,
      error: /^error: HF_HUB_OFFLINE is set/,
      next: /^next: unset HF_HUB_OFFLINE, or add --dry-run/,
    },
    {
      args: "--report no/such/folder/report.json",
      code: 8,
      error: /^error: cannot write the report .*no\/such\/folder\/report\.json \(ENOENT/,
      next: /^next: give --report a file in a folder that exists/,
    },
    {
      args: "--committed-since 7000 --committed-until 6000 --netuid 96",
      code: 2,
      error:
        /^error: --committed-since must not be later than --committed-until: got blocks 7000 and 6000$/,
      next: /^next: exchange the two$/,
    },
  ])("refuses $args $env", async (refused) => {
    expect(await run(refused)).toEqual(refusal(refused));
  });

  it("refuses an endpoint of another chain than the network's", async () => {
    expect(await run({ args: `--network finney --endpoint ${devnet.chain.url}` })).toEqual(
      refusal({
        code: 5,
        error: /^error: .*genesis/,
        next: /^next: make --network and --endpoint name the same chain$/,
      }),
    );
  });

  it("says so when nobody listens", async () => {
    expect(await run({ args: `--endpoint ws://127.0.0.1:${await findClosedPort()}` })).toEqual(
      refusal({
        code: 5,
        error: /^error: cannot connect to ws:.*: nothing listens there/,
        next: /^next: check the address and your connection, or choose another/,
      }),
    );
  });

  it("says so when the chain never answers", async () => {
    devnet.chain.use(() => "stall");
    expect(await run({ args: "--timeout 1" })).toEqual(
      refusal({
        code: 5,
        error: /^error: ws:\/\/127\.0\.0\.1:\d+ did not answer within 1 s$/,
        next: /^next: try again, or choose another endpoint/,
      }),
    );
  });

  it("says so when the chain refuses for a while", async () => {
    devnet.chain.useHandshake("reject-429");
    expect(await run({ args: "--timeout 1 --quiet" })).toEqual(
      refusal({
        code: 5,
        error: /^error: .*(429|too many)/i,
        next: /^next: wait a minute and try again/,
      }),
    );
  });

  it("says so when the network has no such subnet", async () => {
    await devnet.close();
    devnet = await startDevnet({ world: createWorld("empty") });
    expect(await run({ args: "" })).toEqual(
      refusal({
        code: 5,
        error: /^error: no subnet of this network is FLock \(/,
        next: /^next: pnpm find-netuid, then give --netuid$/,
      }),
    );
  });

  it("says so when the data folder cannot be written", async () => {
    writeFileSync(join(cwd, "file"), "");
    expect(await run({ args: "--netuid 96 --data-dir file" })).toEqual(
      refusal({
        code: 8,
        error: /^error: .*file.* cannot be written/,
        next: /^next: choose another folder \(--data-dir, or --out /,
      }),
    );
  });

  it.skipIf(process.getuid?.() === 0)("says so when the data folder is read-only", async () => {
    mkdirSync(join(cwd, "locked"));
    chmodSync(join(cwd, "locked"), 0o555);
    expect(await run({ args: "--netuid 96 --data-dir locked/data" })).toEqual(
      refusal({
        code: 8,
        error: /^error: .*cannot be written/,
        next: /^next: choose another folder \(--data-dir, or --out /,
      }),
    );
  });

  it("refuses the data folder of another subnet", async () => {
    await runApp(["--netuid", "96", "--uids", "0"], { cwd, devnet });
    expect(await run({ args: "--netuid 4" })).toEqual(
      refusal({
        code: 2,
        error: /^error: .* holds subnet 96 of chain 0x[0-9a-f]{64}, not subnet 4 of chain/,
        next: /^next: choose another folder with --data-dir/,
      }),
    );
  });

  it("says so when the Hub takes no token", async () => {
    devnet.hub.use(() => ({ type: "status", status: 401, body: "{}" }));
    expect(
      await run({ args: "--netuid 96 --uids 0", env: { HF_TOKEN: "hf_secretsecretsecret" } }),
    ).toEqual(
      refusal({
        code: 6,
        error: /^error: .*(401|refuse)/i,
        next: /^next: .*HF_TOKEN/,
      }),
    );
  });
});

/** A port that was free a moment ago. */
function findClosedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
