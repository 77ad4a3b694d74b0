import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alterValues, type ChainFault, type Devnet, startDevnet } from "@flock-tools/devnet";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Files, findWrongs, listFiles } from "./testing/check-folder.ts";
import { count } from "./testing/count.ts";
import { digestOf } from "./testing/digest-of.ts";
import { type CommandResult, runCommand } from "./testing/run-command.ts";
import { createStepsWorld } from "./testing/steps-world.ts";
import { createPicks, sample } from "./testing/sweep.ts";

/** What is not answered is not waited for as long as for a public node, and yet longer than a busy machine takes. */
const TIMEOUT = ["--timeout", "3"];
/** The exit code. */
const CHAIN = 5;
const { world } = createStepsWorld();
const OTHER_CHAIN = { ...world.chain, genesisHash: `0x${"0c".repeat(32)}` as const };
/** Requests that connect and choose the block; the answers to all others are of that block. */
const CHOOSING = 9;

let base: string;
let right: Files;
let undisturbed: string;
let requests: number;
let listed: string;

let cwd: string;
let devnet: Devnet;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "flock-chain-faults-"));
  devnet = await startDevnet({ world });
  cwd = base;
  const { code, stderr } = await download();
  if (code !== 0) throw new Error(`without faults it ended with ${code}: ${stderr}`);
  requests = devnet.chain.counts.total;
  right = listFiles(join(base, "data"));
  undisturbed = digestOf(join(base, "data"));
  listed = (await findNetuid()).stdout;
  await devnet.close();
});

beforeEach(async () => {
  cwd = mkdtempSync(join(base, "run-"));
  devnet = await startDevnet({ world });
});

afterEach(() => devnet.close());
afterAll(() => rmSync(base, { recursive: true, force: true }));

function download(...more: readonly string[]): Promise<CommandResult> {
  return runCommand("downloader", ["--netuid", "96", ...TIMEOUT, ...more], { cwd, devnet });
}

function findNetuid(...more: readonly string[]): Promise<CommandResult> {
  return runCommand("find-netuid", [...TIMEOUT, ...more], { cwd, devnet });
}

interface Refusal {
  readonly error: RegExp;
  readonly next: RegExp;
  /** By which commands; `dl` alone if not given. */
  readonly by?: readonly (typeof download)[];
}

/**
 * What is wrong where commands should end with this refusal, and `dl` then, without the fault, as an undisturbed run.
 */
async function wrongsOfRefusal({ error, next, by = [download] }: Refusal): Promise<string[]> {
  count("chain faults injected", by.length);
  const wrongs: string[] = [];
  for (const run of by) {
    const { code, stdout, stderr } = await run();
    if (code !== CHAIN || stdout !== "") wrongs.push(`exit code ${code}: ${stdout}`);
    if (!new RegExp(`^error: ${error.source}`, "m").test(stderr)) wrongs.push(stderr);
    if (!new RegExp(`^next: .*${next.source}`, "m").test(stderr)) wrongs.push(stderr);
    if (/(?!\n)[\p{Cc}\p{Cf}]/u.test(stderr)) wrongs.push(`not fit for a terminal: ${stderr}`);
  }
  devnet.chain.use(undefined);
  devnet.chain.useHandshake(undefined);
  devnet.chain.useConnection(undefined);
  return [...wrongs, ...(await wrongsOfRun())];
}

/** What is wrong where `dl` should end as if nothing had been, with this on the way. */
async function wrongsOfRun(warning = /^/): Promise<string[]> {
  const { code, stderr } = await download();
  if (code !== 0) return [`exit code ${code}: ${stderr}`];
  const folder = join(cwd, "data");
  return [
    ...findWrongs(folder, [right]),
    ...(warning.test(stderr) ? [] : [`no warning: ${stderr}`]),
    ...(digestOf(folder) === undisturbed ? [] : ["another digest"]),
  ];
}

const BOTH = [download, findNetuid];

/** From request number `place` on. */
function failFrom(place: number, fault: ChainFault): void {
  let asked = 0;
  devnet.chain.use(() => (++asked >= place ? fault : undefined));
}

describe("dl and find-netuid, of a node that is hard to reach", () => {
  it("chain: socket closed after frame N", async () => {
    const pick = createPicks("socket closed after frame N");
    const places = Array.from({ length: requests }, (_, at) => at);
    for (const closeAfterFrames of sample(places, 2, pick)) {
      count("chain faults injected", 1);
      devnet = await replaceDevnet();
      devnet.chain.useConnection((connection) =>
        connection === 1 ? { closeAfterFrames } : undefined,
      );
      expect(await wrongsOfRun(/^warning: ws:.* closed the connection: trying again/m)).toEqual([]);
      expect(devnet.chain.handshakes).toBe(2);
      rmSync(join(cwd, "data"), { recursive: true });
    }
    devnet.chain.useConnection(() => ({ closeAfterFrames: 2 }));
    const refusal = {
      error: /ws:.* closed the connection/,
      next: /run the command again/,
      by: BOTH,
    };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
  });

  it("chain: stalled", async () => {
    devnet.chain.use(({ method }) => (method === "state_queryStorageAt" ? "stall" : undefined));
    const refusal = {
      error: /ws:.* did not answer state_queryStorageAt within 3 s/,
      next: /try again, or choose another endpoint/,
    };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
  });

  it("chain: handshake 429", async () => {
    devnet.chain.useHandshake((handshake) => (handshake === 1 ? "reject-429" : undefined));
    expect(await wrongsOfRun(/^warning: .*HTTP 429\): trying again seconds=/m)).toEqual([]);
    devnet.chain.useHandshake("reject-429");
    const refusal = { error: /ws:.*\(HTTP 429\)/, next: /wait a minute and try again/, by: BOTH };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
  });

  it("chain: wrong genesis", async () => {
    const args = ["--network", "finney", "--endpoint", devnet.chain.url];
    const { code, stderr } = await download(...args);
    expect(code).toBe(CHAIN);
    expect(stderr).toMatch(/^error: .* is on another chain: its genesis is 0x5e5e/m);
    expect(stderr).toMatch(/^next: make --network and --endpoint name the same chain/m);
    devnet.chain.useConnection(afterReconnect());
    const refusal = {
      error: /ws:.* is on another chain: its genesis is 0x0c0c/,
      next: /same/,
    };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
  });
});

/** Each run connects to the right chain first, and to another one when that connection is lost. */
function afterReconnect() {
  let accepted = 0;
  return () => (++accepted % 2 === 1 ? { closeAfterFrames: CHOOSING } : { world: OTHER_CHAIN });
}

async function replaceDevnet(): Promise<Devnet> {
  await devnet.close();
  return await startDevnet({ world });
}

describe("dl and find-netuid, of a node whose chain moves on", () => {
  it("chain: pruned block", async () => {
    failFrom(CHOOSING + 1, "pruned");
    const refusal = { error: /ws:.* does not keep the state/, next: /--network archive/, by: BOTH };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
  });

  it("chain: runtime upgrade in mid-run", async () => {
    let asked = 0;
    devnet.chain.use(() => {
      if (++asked !== CHOOSING + 1) return undefined;
      devnet.chain.advance((chain) => ({ ...chain, specVersion: 426, subnets: [] }));
      return "close";
    });
    expect(await wrongsOfRun(/trying again/)).toEqual([]);
  });

  it("chain: reorganised head", async () => {
    devnet.chain.use(() => {
      devnet.chain.reorganise(2, (chain) => ({ ...chain, subnets: [] }));
      return undefined;
    });
    expect(await wrongsOfRun()).toEqual([]);
    expect((await findNetuid()).stdout).toBe(listed);
  });
});

describe("dl and find-netuid, of a node that answers badly", () => {
  it("chain: undecodable value", async () => {
    const item = "SubtensorModule.NetworksAdded";
    devnet.chain.use(() => alterValues({ item, to: "undecodable" }));
    const refusal = {
      error: /a value in storage SubtensorModule.NetworksAdded cannot be used: /,
      by: BOTH,
      next: /try another endpoint/,
    };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
  });

  it("chain: short value", async () => {
    const item = "SubtensorModule.SubnetOwner";
    devnet.chain.use(() => alterValues({ item, to: "short" }));
    const refusal = {
      error: /a value in storage SubtensorModule.SubnetOwner cannot be used: cut off/,
      next: /try another endpoint/,
    };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
    // Were it believed, it would be remembered of that block for ever.
    rmSync(join(cwd, "data"), { recursive: true });
    const hotkey = world.chain.subnets[0]?.commitments[0]?.hotkey ?? new Uint8Array();
    let asked = 0;
    devnet.chain.use(({ method }) =>
      method === "state_queryStorageAt" && ++asked === 2
        ? alterValues({ item: "Commitments.CommitmentOf", hotkey, to: "short" })
        : undefined,
    );
    expect(await wrongsOfRun(/two answers about the commitment of .*: trying again/)).toEqual([]);
  });

  it("chain: response over the size limit", async () => {
    devnet.chain.use(({ method, params: [keys] }) => {
      const isLong = method === "state_queryStorageAt" && Array.isArray(keys) && keys.length > 5;
      return isLong ? "oversize" : undefined;
    });
    expect(await wrongsOfRun()).toEqual([]);
    rmSync(join(cwd, "data"), { recursive: true });
    failFrom(CHOOSING + 1, { oversizeBytes: 40 * 1024 * 1024 });
    const refusal = {
      error: /ws:.* sent what is not a sound WebSocket message \(Max payload size exceeded\)/,
      next: /try another endpoint/,
    };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
  });

  it("chain: random JSON-RPC error", async () => {
    let asked = 0;
    const passing = { error: { code: -32_603, message: "Internal\u001b[2J error" } } as const;
    devnet.chain.use(() => (++asked % 7 === 0 ? passing : undefined));
    expect(await wrongsOfRun(/^warning: .*Internal \[2J error: trying again/m)).toEqual([]);
    rmSync(join(cwd, "data"), { recursive: true });
    failFrom(CHOOSING + 1, { error: { code: -32_601, message: "Method not\u202e found" } });
    const refusal = { error: /.*Method not found/, next: /try another endpoint/ };
    expect(await wrongsOfRefusal(refusal)).toEqual([]);
  });
});
