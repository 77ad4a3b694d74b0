import { createWorld, type Devnet, type Fault, startDevnet } from "@flock-tools/devnet";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { count } from "./testing/count.ts";
import { findUnsafeText } from "./testing/find-unsafe-text.ts";
import {
  createHostilePlace,
  type HostilePlace,
  type MeasuredResult,
} from "./testing/hostile-place.ts";
import { startCommand } from "./testing/run-command.ts";
import { IS_WHOLE_SWEEP } from "./testing/sweep.ts";

const CAP = ["--max-bytes", "5MB"];
const HARM = "\u001B]0;pwned\u0007\u009B2J\u202E\u2028\u0000 \r\n=1+1";

const world = createWorld("hostile");

let devnet: Devnet;
let place: HostilePlace;
let before: string[];

beforeAll(async () => {
  devnet = await startDevnet({ world });
  place = createHostilePlace(devnet);
  before = place.list();
});

afterAll(async () => {
  place.remove();
  await devnet.close();
});

function expectHarmless({ stdout, stderr }: Pick<MeasuredResult, "stdout" | "stderr">): void {
  expect(findUnsafeText(stdout)).toBeUndefined();
  expect(findUnsafeText(stderr)).toBeUndefined();
}

describe("what is printed", () => {
  it.each([
    ["find-netuid", []],
    ["find-netuid", ["--json"]],
    ["doctor", []],
    ["doctor", ["--json"]],
    ["downloader", ["--dry-run", "--verbose", ...CAP]],
    ["downloader", ["--dry-run", "--all-files", "--json", "--uids", "60-83", ...CAP]],
  ] as const)("content: output of %s %j", async (app, args) => {
    const result = await place.run(app, args);
    expect(result.code).toBe(0);
    expect(result.stdout.length).toBeGreaterThan(100);
    expectHarmless(result);
    expect(place.list()).toEqual(before);
  });

  it.each([["--verbose", "--log-format", "json"], ["--json", "--verbose"], ["--quiet"]])(
    "content: output of dl %s",
    async (...args) => {
      const rest = ["--uids", "60-70,80-83", ...CAP, "--data-dir", "logged", "--force"];
      const result = await place.run("downloader", [...args, ...rest]);
      expect(result.code).toBe(0);
      expectHarmless(result);
      const logged = result.stderr.split("\n").filter((line) => line.startsWith("{"));
      expect(logged.map((line) => typeof (JSON.parse(line) as { msg?: unknown }).msg)).toEqual(
        logged.map(() => "string"),
      );
      expect(place.list(["logged"])).toEqual(before);
    },
  );

  it("content: output of devnet", async () => {
    const ports = ["--port", "0", "--hub-port", "0"];
    const { child, result } = startCommand("devnet", ["--world", "hostile", ...ports], place);
    child.stdout?.once("data", () => child.kill("SIGINT"));
    const { code, stdout, stderr } = await result;
    expect(code).toBe(0);
    expectHarmless({ stdout, stderr });
    const unknown = await place.run("devnet", ["--world", HARM.replaceAll("\0", "")]);
    expect(unknown.code).toBe(2);
    expectHarmless(unknown);
  });
});

describe("what the Hub says", () => {
  // Header values have no controls but those of C1 (RFC 9110, section 5.5).
  const header = HARM.replaceAll(/[^ -~\u0080-\u00FF]/g, "");
  const faults: readonly (readonly [string, Fault])[] = [
    ["a message in a header", said(400, { "x-error-message": header })],
    ["a code in a header", said(404, { "x-error-code": header, "x-error-message": header })],
    ["a body of JSON", said(403, {}, JSON.stringify({ error: HARM.repeat(2_000) }))],
    ["a body without end of brackets", said(403, {}, "[".repeat(5_000_000))],
    ["an encoding", said(200, { "content-encoding": header.replaceAll(",", "") })],
    ["a place to go to", said(302, { location: `/${header}` })],
    ["another commit", said(200, { "x-repo-commit": header, etag: `"${"0".repeat(40)}"` })],
  ];

  it.each(faults)("content: error messages of the Hub: %s", async (_, fault) => {
    devnet.hub.use(({ kind, path }) =>
      (kind === "resolve" || kind === "content") && path.includes("enemy") ? fault : undefined,
    );
    try {
      const args = ["--uids", "0-3,61", "--verbose", ...CAP, "--data-dir", "said", "--force"];
      const result = await place.run("downloader", args);
      expectHarmless(result);
      expect(result.stderr).toMatch(/^uid 61 .*: (?:skipped|failed), /m);
      expect(result.stderr.match(/^uid [0-3] .*: downloaded/gm)).toHaveLength(4);
      const whole = await place.run("downloader", [...args, "--json"]);
      expectHarmless(whole);
      expect(JSON.parse(whole.stdout)).toHaveProperty("data.totals.downloaded", 4);
    } finally {
      devnet.hub.use(undefined);
    }
  });
});

/** Of each run there are as many as the subnet has miners. */
const RUNS = IS_WHOLE_SWEEP ? 20 : 1;

describe("what stands on the chain", () => {
  it("content: commitments of random bytes", async () => {
    const random = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc.string({ unit: "binary", maxLength: 120 }).map((text) => asRaw(Buffer.from(text))),
      fc.uint8Array({ maxLength: 128 }).map(asRaw),
    );
    for (let run = 0; run < RUNS; run += 1) {
      const values = fc.sample(random, { numRuns: 256, seed: run });
      devnet.chain.advance((chain) => ({
        ...chain,
        subnets: chain.subnets.map((subnet) =>
          subnet.netuid !== world.truth.flockNetuid
            ? subnet
            : {
                ...subnet,
                commitments: subnet.commitments.map((commitment, index) =>
                  index < 60
                    ? commitment
                    : { ...commitment, encoded: values[index] ?? new Uint8Array(0) },
                ),
              },
        ),
      }));
      const args = ["--dry-run", "--json", "--verbose", "--netuid", "96"];
      const result = await place.run("downloader", args);
      expect(result.code).toBe(0);
      expectHarmless(result);
      const { data } = JSON.parse(result.stdout) as { data: { counts: Record<string, number> } };
      expect(data.counts["fetch"]).toBe(60);
      count("random commitments", values.length);
    }
  });
});

/** A value of `CommitmentOf` with one Raw field, at most 128 bytes of it. */
function asRaw(bytes: Uint8Array): Uint8Array {
  const raw = bytes.subarray(0, 128);
  return Buffer.concat([Buffer.alloc(12, 1), Uint8Array.of(1 << 2, raw.length + 1), raw]);
}

function said(status: number, headers: Record<string, string>, body = ""): Fault {
  return { type: "status", status, headers, body };
}
