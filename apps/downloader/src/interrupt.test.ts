import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type Devnet, startDevnet, type World } from "@flock-tools/devnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFolder, runApp, startApp } from "../testing/run-app.ts";

const world: World = createWorld("demo");
const [miner, other] = world.truth.miners.filter(
  ({ expected, commit, commitmentText }) =>
    expected === "downloaded" && commitmentText?.split(":")[2] === commit,
);
const args = ["--netuid", "96", "--uids", `${miner!.uid},${other!.uid}`];
const SENT = 50_000;

let devnet: Devnet;
let cwd: string;
beforeEach(async () => {
  devnet = await startDevnet({ world });
  cwd = createFolder();
});
afterEach(() => devnet.close());

/** Runs the app until one file has come half and stands still, then sends it a signal. */
async function interruptDownload(signal: NodeJS.Signals) {
  const stalled = new Promise<void>((resolve) => {
    devnet.hub.use(({ kind, path }) => {
      if (kind !== "content" || !path.includes(miner!.repoId!)) return undefined;
      resolve();
      return { type: "stall", afterBytes: SENT };
    });
  });
  const app = startApp(args, { cwd, devnet });
  await stalled;
  await waitForPartial();
  app.child.kill(signal);
  const result = await app.result;
  devnet.hub.use(undefined);
  return result;
}

/** Waits until the other file is whole and the stalled bytes are on disk: the state that the test is about. */
async function waitForPartial(): Promise<void> {
  const whole = join(cwd, "data", "miner_datasets", `miner_${other!.uid}`, "data.jsonl");
  while (!existsSync(whole)) await once(AbortSignal.timeout(20), "abort");
}

describe("dl, interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "stops at %s, says how to resume, and goes on from the bytes that were there",
    async (signal) => {
      const { code, stdout, stderr } = await interruptDownload(signal);
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
      expect(stderr).toContain(`stopped. Resume with: pnpm dl ${args.join(" ")}\n`);
      expect(existsSync(join(cwd, "data", "miner_datasets", `miner_${miner!.uid}`))).toBe(false);

      const before = devnet.hub.requests.length;
      const resumed = await runApp([...args, "--json"], { cwd, devnet });
      expect(resumed.code).toBe(0);
      const ranges = devnet.hub.requests
        .slice(before)
        .flatMap(({ headers }) => headers["range"] ?? []);
      expect(new Set(ranges)).toEqual(new Set([`bytes=${SENT}-`]));
      const file = join(cwd, "data", "miner_datasets", `miner_${miner!.uid}`, "data.jsonl");
      const hash = createHash("sha256").update(readFileSync(file)).digest("hex");
      expect(hash).toBe(miner!.sha256);

      await runApp([...args, "--data-dir", "undisturbed"], { cwd, devnet });
      const digests = ["data", "undisturbed"].map(
        async (folder) => (await runApp(["digest", "--data-dir", folder], { cwd })).stdout,
      );
      const [mine, undisturbed] = await Promise.all(digests);
      expect(mine).toMatch(/^[0-9a-f]{64}\n$/);
      expect(mine).toBe(undisturbed);
    },
  );

  it("stops while it connects, too", async () => {
    const asked = new Promise<void>((resolve) => {
      devnet.chain.use(() => {
        resolve();
        return "stall";
      });
    });
    const app = startApp(["--json", "--report", "report.json"], { cwd, devnet });
    await asked;
    app.child.kill("SIGINT");
    const { code, stdout } = await app.result;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "INTERRUPTED" } });
    expect(readFileSync(join(cwd, "report.json"), "utf8")).toBe(stdout);
  });
});
