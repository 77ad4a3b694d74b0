import { createWorld, type Devnet, startDevnet, type World } from "@flock-tools/devnet";
import { afterEach, describe, expect, it } from "vitest";
import { createExamination, type CreateExaminationOptions } from "../testing/create-examination.ts";
import { findClosedPort } from "../testing/find-closed-port.ts";
import { createFolder } from "../testing/run-app.ts";
import type { CheckResult } from "./check.ts";
import { CLOCK } from "./checks/clock.ts";
import { ENDPOINT } from "./checks/endpoint.ts";
import { GENESIS } from "./checks/genesis.ts";
import { LIMITS } from "./checks/limits.ts";
import { READ_PATH } from "./checks/read-path.ts";
import { RUNTIME } from "./checks/runtime.ts";
import { exitCodeOfResults } from "./exit-code.ts";
import { runChecks } from "./run-checks.ts";

const CHECKS = [ENDPOINT, GENESIS, RUNTIME, READ_PATH, CLOCK, LIMITS];
const FINNEY = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";
const METAGRAPH = "SubnetInfoRuntimeApi_get_selective_metagraph";

const demo = createWorld("demo");

let devnet: Devnet;
afterEach(() => devnet.close());

async function serve(chain: Partial<World["chain"]> = {}): Promise<void> {
  devnet = await startDevnet({ world: { ...demo, chain: { ...demo.chain, ...chain } } });
}

type ExaminationOptions = Omit<CreateExaminationOptions, "devnet" | "cwd">;

async function examine(options: ExaminationOptions = {}): Promise<readonly CheckResult[]> {
  const examination = createExamination({ devnet, cwd: createFolder(), ...options });
  const [onStart, onResult] = [() => {}, () => {}];
  try {
    return await runChecks({ checks: CHECKS, examination, onStart, onResult });
  } finally {
    await examination.found.chain?.disconnect();
  }
}

/** Each check's status in one word, in their order. */
function statuses(results: readonly CheckResult[]): string {
  return results.map(({ status }) => status).join(" ");
}

function find(results: readonly CheckResult[], name: CheckResult["name"]): CheckResult {
  const result = results.find((each) => each.name === name);
  if (result === undefined) throw new Error(`there is no check ${name}`);
  return result;
}

describe("the checks of the chain", () => {
  it("are well where the chain is", async () => {
    await serve();
    const results = await examine();
    expect(statuses(results)).toBe("ok ok ok ok ok ok");
    expect(find(results, "read-path")).toMatchObject({
      seen: "through the runtime API: netuid 96 at block 7,000,000, 64 neurons, 57 commitments",
      facts: { via: "runtime-api", neurons: 64 },
    });
    expect(find(results, "genesis").facts).toEqual({ genesis: demo.chain.genesisHash });
  });

  it("know finney, its pace and the network's genesis", async () => {
    await serve({ genesisHash: FINNEY });
    const results = await examine({ network: "finney", endpoint: devnet.chain.url });
    expect(statuses(results)).toBe("ok ok ok ok warning ok");
    expect(find(results, "genesis").seen).toBe(`${FINNEY}: finney`);
    expect(find(results, "clock")).toMatchObject({
      seen: expect.stringMatching(/^the newest final block of the chain's node is \d+h/) as string,
      next: expect.stringMatching(/^set the clock of this machine, or /) as string,
    });
    expect(exitCodeOfResults(results)).toBe(0);
  });

  it("say that nothing listens, and skip what needs it", async () => {
    await serve();
    const results = await examine({ endpoint: `ws://127.0.0.1:${await findClosedPort()}` });
    expect(statuses(results)).toBe("failed skipped skipped skipped skipped ok");
    expect(results[0]).toMatchObject({
      seen: expect.stringMatching(/^cannot connect to ws:.*: nothing listens there/) as string,
      next: expect.stringMatching(/^check the address/) as string,
      facts: { code: "CHAIN_REFUSED" },
    });
    expect(results.slice(1, 4).map(({ seen }) => seen)).toEqual(
      Array(3).fill("endpoint has failed"),
    );
    expect(exitCodeOfResults(results)).toBe(5);
  });

  it("say that a server does not speak JSON-RPC", async () => {
    await serve();
    const results = await examine({ endpoint: devnet.hub.url.replace("http", "ws") });
    expect(results[0]).toMatchObject({
      status: "failed",
      next: expect.stringMatching(/^give --endpoint the WebSocket RPC address/) as string,
      facts: { code: "CHAIN_NOT_JSON_RPC" },
    });
  });

  it("say that the chain is another one, and read nothing of it", async () => {
    await serve();
    const results = await examine({ network: "finney", endpoint: devnet.chain.url });
    expect(statuses(results)).toBe("ok failed ok skipped skipped ok");
    expect(find(results, "genesis")).toMatchObject({
      seen: `another chain than the network's: its genesis is ${demo.chain.genesisHash}, not ${FINNEY}`,
      next: "make --network and --endpoint name the same chain",
    });
    expect(devnet.chain.counts.dataCalls).toBe(0);
    expect(exitCodeOfResults(results)).toBe(5);
  });

  it.each([
    [426, "spec version 426: newer than 425, the newest that this version was tried with"],
    [342, "spec version 342: older than 343, the oldest that this version was tried with"],
  ])("warn of a runtime that nobody has tried: %i", async (specVersion, seen) => {
    await serve({ specVersion });
    const results = await examine();
    expect(find(results, "runtime")).toMatchObject({ status: "warning", seen });
    expect(find(results, "read-path").status).toBe("ok");
  });

  it("say why storage is read", async () => {
    await serve();
    devnet.chain.use(({ params }) =>
      params[0] === METAGRAPH ? { error: { code: 4003, message: "wasm trap" } } : undefined,
    );
    const { seen, facts } = find(await examine(), "read-path");
    expect(facts).toMatchObject({ via: "storage", neurons: 64 });
    expect(seen).toMatch(/^from storage: netuid 96 .* \(the call of \S+ failed\)$/);

    devnet.chain.use(({ params }) =>
      params[0] === "Metadata_metadata_at_version"
        ? { error: { code: 4003, message: "Exported method is not found" } }
        : undefined,
    );
    expect(find(await examine(), "read-path").seen).toMatch(
      / \(the runtime does not describe get_selective_metagraph\)$/,
    );
  });

  it("read the root network where there is no 96, and what is asked for", async () => {
    await serve(createWorld("empty").chain);
    expect(find(await examine(), "read-path").facts).toMatchObject({ netuid: 0 });
    expect(find(await examine({ netuid: 5 }), "read-path")).toMatchObject({
      status: "failed",
      facts: { code: "CHAIN_SUBNET_NOT_FOUND" },
    });
  });

  it("count what is refused as too many", async () => {
    await serve();
    let refused = 0;
    devnet.chain.use(({ method }) =>
      method === "state_queryStorageAt" && (refused += 1) === 1
        ? { error: { code: -32_029, message: "Too many requests" } }
        : undefined,
    );
    const results = await examine();
    expect(statuses(results)).toBe("ok ok ok ok ok warning");
    expect(find(results, "limits")).toMatchObject({
      seen: "the chain's node has refused 1 as too many",
      facts: { refusals: { chain: 1, hub: 0 } },
    });
  });

  it("tell of a node that takes no connection for now", async () => {
    await serve();
    devnet.chain.useHandshake("reject-429");
    const results = await examine();
    expect(statuses(results)).toBe("failed skipped skipped skipped skipped warning");
    expect(results[0]?.next).toMatch(/^wait a minute/);
  });

  it("give up on a node that says nothing", async () => {
    await serve();
    devnet.chain.use(() => "stall");
    // Long enough for the connection itself on a busy machine.
    const [endpoint] = await examine({ timeoutMs: 2_000 });
    expect(endpoint).toMatchObject({ status: "failed", facts: { code: "CHAIN_TIMEOUT" } });
    expect(devnet.chain.counts.total).toBe(3);
  });
});
