import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "@flock-tools/store";
import { createWorld, type Devnet, startDevnet } from "@flock-tools/devnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findClosedPort } from "../testing/find-closed-port.ts";
import { createFolder, runApp, startApp } from "../testing/run-app.ts";
import type { CheckResult } from "./check.ts";

const demo = createWorld("demo");

const NAMES =
  "node disk sqlite duckdb proxy endpoint genesis runtime read-path store hub token clock limits".split(
    " ",
  );

let devnet: Devnet;
let cwd: string;
beforeEach(async () => {
  devnet = await startDevnet({ world: demo });
  cwd = createFolder();
});
afterEach(() => devnet.close());

interface Envelope {
  readonly ok: boolean;
  readonly warnings: readonly string[];
  readonly data: { readonly exitCode: number; readonly checks: readonly CheckResult[] };
}

/** Runs it for programs: its exit code, and each check's result by name. */
async function examine(args: string, env: Readonly<Record<string, string>> = {}) {
  const words = ["--json", ...args.split(" ").filter(Boolean)];
  const { code, stdout } = await runApp(words, { cwd, devnet, env });
  const { ok, warnings, data } = JSON.parse(stdout) as Envelope;
  expect([ok, data.exitCode]).toEqual([code === 0, code]);
  const results = new Map(data.checks.map((check) => [check.name, check]));
  return { code, warnings, results };
}

/** What makes every module whose address holds `part` fail as `statement` does. */
function breakModule(part: string, statement: string): Record<string, string> {
  const hook = `export async function load(url, context, next) {
    if (url.includes(${JSON.stringify(part)})) { ${statement} }
    return next(url, context);
  }`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(toDataUrl(hook))});`;
  return { NODE_OPTIONS: `--import ${toDataUrl(register)}` };
}

function toDataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

describe("doctor", () => {
  it("tells a person, line by line, that all is well", async () => {
    const { code, stdout, stderr } = await runApp([], { cwd, devnet });
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.slice(0, -2).map((line) => line.split(/ +/).slice(0, 2).join(" "))).toEqual(
      NAMES.map((name) => `ok ${name}`),
    );
    expect(lines.slice(-2)).toEqual(["", "14 ok. next: pnpm dl"]);
    expect(readdirSync(cwd)).toEqual([]);
    expect(devnet.chain.counts.dataCalls).toBe(3);
    expect(devnet.hub.counts.total).toBe(1);
  });

  it("says nothing with --quiet where all is well, and what is not where it is not", async () => {
    expect(await runApp(["--quiet"], { cwd, devnet })).toEqual({ code: 0, stdout: "", stderr: "" });
    const env = { HF_HUB_OFFLINE: "1" };
    const { code, stdout } = await runApp(["--quiet"], { cwd, devnet, env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^warning {2}hub {8}HF_HUB_OFFLINE .*\n {20}next: unset .*\n$/);
  });

  it("ends with the code of what is to be repaired first, and says where to start", async () => {
    writeFileSync(join(cwd, "file"), "");
    const env = { HF_ENDPOINT: `http://127.0.0.1:${await findClosedPort()}` };
    const args = ["--data-dir", "file", "--endpoint", `ws://127.0.0.1:${await findClosedPort()}`];
    const { code, stdout } = await runApp(args, { cwd, devnet, env });
    expect(code).toBe(8);
    expect(stdout).toMatch(/^failed +disk .*not a directory.*\n {20}next: .*\nok +sqlite /m);
    expect(stdout).toMatch(/\n\n5 ok, 3 failed, 6 skipped\. Start with disk\.\n$/);
  });

  it("refuses options as every command does", async () => {
    const { code, stdout, stderr } = await runApp(["--network", "fineny"], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: unknown network "fineny"\nnext: did you mean finney\?/);
  });

  it("prints what servers say as harmless text, and no token", async () => {
    const evil = "\u001B[2J\u202E\u0007\nok       node";
    await devnet.close();
    devnet = await startDevnet({
      world: {
        ...demo,
        chain: { ...demo.chain, chainName: `chain${evil}` },
        hub: { ...demo.hub, users: [{ token: "hf_secretsecretsecret", name: `me${evil}` }] },
      },
    });
    const env = { HF_TOKEN: "hf_secretsecretsecret" };
    for (const args of [[], ["--json"]]) {
      const { code, stdout } = await runApp(args, { cwd, devnet, env });
      expect(code).toBe(0);
      expect(stdout).toContain("me");
      expect(stdout.match(/^ok +node/gm) ?? []).toHaveLength(args.length === 0 ? 1 : 0);
      expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(stdout).not.toContain("secretsecret");
    }
    devnet.hub.use(() => ({
      type: "status",
      status: 403,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ error: `${evil} hf_secretsecretsecret` }),
    }));
    const { stdout } = await runApp([], { cwd, devnet, env });
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(stdout).toContain("[hidden]");
    expect(stdout).not.toContain("secretsecret");
  });
});

describe("doctor, on the store", () => {
  const genesis = demo.chain.genesisHash;

  it("names the subnet of the data folder, and another chain's", async () => {
    openStore({ dataDir: join(cwd, "data"), genesis, netuid: 96 }).close();
    const { results } = await examine("");
    expect(results.get("store")).toMatchObject({
      status: "ok",
      seen: "./data holds subnet 96",
      facts: { genesis, netuid: 96 },
    });
    openStore({ dataDir: join(cwd, "other"), genesis: "0x12", netuid: 4 }).close();
    const other = await examine("--data-dir other");
    expect(other).toMatchObject({ code: 0, warnings: [expect.stringMatching(/^store: other/)] });
    expect(other.results.get("store")?.next).toMatch(/--data-dir$/);
  });

  it("tells of a catalog that is none", async () => {
    mkdirSync(join(cwd, "data"));
    writeFileSync(join(cwd, "data", "catalog.sqlite"), "not a catalog".repeat(1000));
    const { code, results } = await examine("");
    expect(code).toBe(8);
    expect(results.get("store")).toMatchObject({
      status: "failed",
      seen: expect.stringMatching(/catalog\.sqlite is damaged/) as string,
      next: expect.stringMatching(/move it away with its -wal and -shm files/) as string,
    });
  });

  it.skipIf(process.getuid?.() === 0)("tells of a folder that is not writable", async () => {
    mkdirSync(join(cwd, "locked"));
    chmodSync(join(cwd, "locked"), 0o555);
    const { code, results } = await examine("--data-dir locked/data");
    expect(code).toBe(8);
    expect(results.get("disk")?.status).toBe("failed");
    expect(results.get("store")).toMatchObject({ status: "skipped", seen: "disk has failed" });
  });

  it.skipIf(process.getuid?.() === 0)("tells of a part of it that is another's", async () => {
    mkdirSync(join(cwd, "data", "blobs"), { recursive: true });
    chmodSync(join(cwd, "data", "blobs"), 0o555);
    const { code, results } = await examine("");
    expect(code).toBe(8);
    expect(results.get("disk")?.seen).toBe(
      `${join("data", "blobs")} cannot be read and written by this user`,
    );
  });
});

describe("doctor, on libraries", () => {
  it("tells that one cannot be loaded, and what needs it is skipped", async () => {
    const missing = `throw Object.assign(new Error("Cannot find module 'libsql'"), { code: "MODULE_NOT_FOUND" });`;
    const { code, results } = await examine("", breakModule("packages/store/", missing));
    expect(code).toBe(1);
    expect(results.get("sqlite")).toMatchObject({
      status: "failed",
      seen: "Cannot find module 'libsql'",
      next: "install again: npm run setup",
    });
    expect(results.get("store")?.status).toBe("skipped");
    expect(results.get("duckdb")?.status).toBe("ok");
    expect(results.get("hub")?.status).toBe("ok");
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("outlives one that ends the process", async () => {
    const { code, results } = await examine(
      "",
      breakModule("packages/tabular/", 'process.kill(process.pid, "SIGSEGV");'),
    );
    expect(code).toBe(1);
    expect(results.get("duckdb")).toMatchObject({
      status: "failed",
      seen: expect.stringMatching(/^the process that loads it ended with SIGSEGV/) as string,
    });
    expect(results.get("hub")?.status).toBe("ok");
  });

  it("does not wait for one that hangs", async () => {
    const env = breakModule("packages/tabular/", "for (;;);");
    const { code, results } = await examine("--timeout 1", env);
    expect(code).toBe(1);
    expect(results.get("duckdb")).toMatchObject({
      status: "failed",
      seen: "not finished within 2 s",
      next: "try again, or allow more time with --timeout",
    });
    expect(results.get("hub")?.status).toBe("ok");
  });
});

describe("doctor, interrupted", () => {
  it.each(["chain", "hub"] as const)("stops while the %s says nothing", async (server) => {
    const asked = new Promise<void>((resolve) => {
      devnet.chain.use(() => {
        if (server === "hub") return undefined;
        resolve();
        return "stall";
      });
      devnet.hub.use(() => {
        resolve();
        return { type: "stall" };
      });
    });
    const app = startApp([], { cwd, devnet });
    await asked;
    app.child.kill("SIGINT");
    const { code, stdout, stderr } = await app.result;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^ok +proxy /m);
    expect(stdout).not.toMatch(/failed|^ok +token/m);
    expect(stderr).toMatch(/stopped\. Resume with: pnpm doctor\n$/);
    expect(readdirSync(cwd)).toEqual([]);
  });
});
