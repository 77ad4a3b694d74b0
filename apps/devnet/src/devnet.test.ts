import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WORLD_NAMES } from "@flock-tools/devnet";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AppResult, startApp } from "../testing/start-app.ts";
import { createChildEnv } from "./client-env.ts";
import { DEVNET } from "./command.ts";

const PORTS = ["--port", "0", "--hub-port", "0"];

describe("devnet", () => {
  it("prints where to reach the servers, serves them, and ends with 0 at Ctrl-C", async () => {
    const app = startApp([...PORTS, "--world", "demo"]);
    const stdout = await app.waitFor("HF_ENDPOINT");
    const [chain = "", hub = ""] = [/ws:\S+/, /http:\S+/].map((url) => url.exec(stdout)?.[0]);
    expect(stdout).toBe(
      `chain  ${chain}\nhub    ${hub}\n\nexport BT_SUBTENSOR_CHAIN_ENDPOINT=${chain}\nexport HF_ENDPOINT=${hub}\n`,
    );
    expect(await shakeHands(chain)).toBe(101);
    expect((await fetch(`${hub}/api/whoami-v2`)).status).toBe(401);
    app.child.kill("SIGINT");
    const { code, stderr } = await app.result;
    expect([code, stderr]).toEqual([0, "serving the world demo; Ctrl-C to stop\n"]);
  });

  it("prints its JSON at once", async () => {
    const app = startApp([...PORTS, "--world", "empty", "--json", "--seed", "7"]);
    const stdout = await app.waitFor("\n}\n");
    expect(JSON.parse(stdout)).toMatchObject({
      command: "devnet",
      ok: true,
      data: { world: "empty", seed: 7, chain: expect.stringMatching(/^ws:/) as string },
    });
    app.child.kill("SIGTERM");
    expect(await app.result).toMatchObject({ code: 0, stdout });
  });

  it("says what is wrong and what to do", async () => {
    const unknown = await startApp(["--world", "mars"]).result;
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/^error: .*mars\nnext: choose one of demo, .*\n$/);
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, "127.0.0.1", () => resolve((blocker.address() as { port: number }).port));
    });
    const taken = await startApp(["--world", "empty", "--port", String(port)]).result;
    blocker.close();
    expect(taken.code).toBeGreaterThan(0);
    expect(taken.stderr).toMatch(new RegExp(`^error: .*${port}.*\nnext: choose another port.*\n$`));
  });

  it("says what is wrong with a file of metadata", async () => {
    const folder = mkdtempSync(join(tmpdir(), "flock-devnet-metadata-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const old = join(folder, "v11.hex");
    writeFileSync(old, "0x6d6574610b00\n");
    const [unfit, missing] = await Promise.all([
      startApp(["exec", "--world", "empty", "--metadata", old, "--", "true"]).result,
      startApp(["--world", "empty", "--metadata", join(folder, "none")]).result,
    ]);
    expect(unfit.code).toBe(2);
    expect(unfit.stderr).toMatch(/metadata cannot be served.*version 11/s);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/^error: --metadata: .*none cannot be read.*\nnext: .*\n$/s);
  });

  it("names every world in its help", () => {
    const named = DEVNET.options.world.description.replace(/^.*: /, "").split(/, | or /);
    expect(named.toSorted()).toEqual([...WORLD_NAMES].toSorted());
  });
});

describe("devnet exec", () => {
  const print = "const { env } = process; console.log(JSON.stringify(env));";

  it("gives a command its own network and no token", async () => {
    const secrets = { HF_TOKEN: "hf_mine", BT_SUBTENSOR_NETWORK: "finney", NO_PROXY: "intra.net" };
    const app = startApp(
      ["exec", "--world", "empty", "--", process.execPath, "-e", print],
      secrets,
    );
    const { code, stdout, stderr } = await app.result;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      BT_SUBTENSOR_CHAIN_ENDPOINT: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/) as string,
      HF_ENDPOINT: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      HF_HUB_DISABLE_IMPLICIT_TOKEN: "1",
      FLOCK_DATA_DIR: expect.stringMatching(/^data.devnet-empty$/) as string,
      NO_PROXY: "intra.net,127.0.0.1,localhost",
    });
    expect(stdout).not.toMatch(/hf_mine|finney/);
    expect(stderr).toMatch(/^local network empty: chain ws:\S+, hub http:\S+\n$/);
  });

  it("ends with the command's exit code", async () => {
    const [exited, killed, missing, none] = await Promise.all([
      exec(process.execPath, "-e", "process.exit(7)"),
      exec(process.execPath, "-e", "process.kill(process.pid, 'SIGKILL')"),
      exec("no-such-program-at-all"),
      exec(),
    ]);
    expect(exited.code).toBe(7);
    expect(killed.code).toBe(137);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(
      /error: cannot run no-such-program-at-all \(.*ENOENT\)\nnext: .*\n$/,
    );
    expect(none.code).toBe(2);
  });

  it("passes a signal on and waits for the command's own end", async () => {
    const wait = `process.on("SIGINT", () => process.exit(33)); setInterval(() => {}, 1e6); console.log("up");`;
    const app = startApp(["exec", "--world", "empty", "--", process.execPath, "-e", wait]);
    await app.waitFor("up");
    app.child.kill("SIGINT");
    const { code, stderr } = await app.result;
    expect(code).toBe(33);
    expect(stderr).not.toContain("Resume");
  });
});

describe("devnet --faults", () => {
  it("says so, fails, and counts how at the end", async () => {
    const args = ["--world", "empty", "--faults", "3", "--fault-rate", "40"];
    const app = startApp([...PORTS, "--json", ...args]);
    const { data } = JSON.parse(await app.waitFor("\n}\n")) as {
      data: { faults: object; hub: string };
    };
    expect(data.faults).toEqual({ seed: 3, rate: 0.4 });
    const statuses: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      statuses.push(await statusOf(`${data.hub}/datasets/a/b/resolve/main/x`));
    }
    app.child.kill("SIGINT");
    const { code, stderr } = await app.result;
    expect([code, statuses]).toEqual([0, [401, 401, 401, 0, 502]]);
    expect(stderr).toBe(
      "serving the world empty with the faults of seed 3; Ctrl-C to stop\n" +
        "faults injected with seed 3: 2 (hub:502 1, hub:drop 1)\n",
    );
  });

  it("exec has them too", async () => {
    const args = ["exec", "--world", "empty", "--faults", "7", "--"];
    const { code, stderr } = await startApp([...args, process.execPath, "-e", "process.exit(5)"])
      .result;
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /^local network empty with the faults of seed 7: chain ws:\S+, hub http:\S+\nfaults injected with seed 7: none\n$/,
    );
  });

  it("takes a seed and a share that can be", async () => {
    const [seed, rate, alone] = await Promise.all([
      startApp(["--faults", "many"]).result,
      startApp(["--faults", "1", "--fault-rate", "41"]).result,
      startApp(["--fault-rate", "20"]).result,
    ]);
    expect([seed.code, rate.code, alone.code]).toEqual([2, 2, 2]);
    expect(alone.stderr).toContain("next: give one with --faults <seed>");
    expect(seed.stderr).toContain("--faults");
    expect(rate.stderr).toContain("40");
  });
});

describe("createChildEnv", () => {
  const servers = {
    chain: { url: "ws://chain" },
    hub: { url: "http://hub" },
  } as unknown as Parameters<typeof createChildEnv>[0]["servers"];
  const options = {
    world: "demo",
    seed: 1,
    latency: 0,
    metadata: undefined,
    faults: undefined,
    faultRate: undefined,
  };
  const given = { env: {}, servers, options, rerun: "npm start" };

  it("keeps a data folder that was chosen, and keeps other seeds apart", () => {
    const chosen = { FLOCK_DATA_DIR: "/mine" };
    expect(createChildEnv({ ...given, env: chosen })["FLOCK_DATA_DIR"]).toBe("/mine");
    const seeded = createChildEnv({ ...given, options: { ...given.options, seed: 2 } });
    expect(seeded["FLOCK_DATA_DIR"]).toMatch(/devnet-demo-2$/);
    expect(seeded["FLOCK_RESUME_WITH"]).toBe("npm start");
  });
});

function exec(...words: string[]): Promise<AppResult> {
  return startApp(["exec", "--world", "empty", ...words]).result;
}

/** The HTTP status of a WebSocket handshake. */
function shakeHands(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.alloc(16).toString("base64"),
    };
    get(url.replace(/^ws/, "http"), { headers })
      .once("upgrade", (response, socket) => {
        socket.destroy();
        resolve(response.statusCode);
      })
      .once("response", (response) => resolve(response.statusCode))
      .once("error", reject);
  });
}

/** The HTTP status of an answer over a connection of its own; 0 if there is none. */
function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      response.once("close", () => resolve(response.statusCode ?? 0));
    }).on("error", () => resolve(0));
  });
}
