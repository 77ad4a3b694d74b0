import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type Devnet, type Fault, startDevnet } from "@flock-tools/devnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createExamination } from "../testing/create-examination.ts";
import { findClosedPort } from "../testing/find-closed-port.ts";
import { createFolder } from "../testing/run-app.ts";
import type { CheckResult } from "./check.ts";
import { CLOCK } from "./checks/clock.ts";
import { HUB } from "./checks/hub.ts";
import { LIMITS } from "./checks/limits.ts";
import { PROXY } from "./checks/proxy.ts";
import { TOKEN } from "./checks/token.ts";
import { exitCodeOfResults } from "./exit-code.ts";
import { runChecks } from "./run-checks.ts";

const CHECKS = [PROXY, HUB, TOKEN, CLOCK, LIMITS];
const SECRET = "hf_secretsecretsecret";

const world = createWorld("demo");

let devnet: Devnet;
let cwd: string;
beforeEach(async () => {
  devnet = await startDevnet({ world });
  cwd = createFolder();
});
afterEach(() => devnet.close());

async function examine(env: Readonly<Record<string, string>> = {}): Promise<CheckResult[]> {
  const examination = createExamination({ devnet, cwd, env });
  const [onStart, onResult] = [() => {}, () => {}];
  return await runChecks({ checks: CHECKS, examination, onStart, onResult });
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

describe("the checks of the Hub", () => {
  it("are well without a token, by one request", async () => {
    const results = await examine();
    expect(statuses(results)).toBe("ok ok ok ok ok");
    expect(find(results, "token").seen).toBe("none: public data sets need none, gated ones do");
    expect(find(results, "clock").seen).toBe("as the Hub's");
    expect(find(results, "limits").seen).toBe(
      'nothing was refused as too many; the Hub has 999,999 of "api" left',
    );
    expect(devnet.hub.counts.byKind).toEqual({ "api-info": 1 });
  });

  it("are well where the Hub has no such repository", async () => {
    await devnet.close();
    devnet = await startDevnet({ world: createWorld("empty") });
    expect(statuses(await examine())).toBe("ok ok ok ok ok");
  });

  it("say whose a token is, and send it for that alone", async () => {
    const [user] = world.hub.users;
    const results = await examine({ HF_TOKEN: user!.token });
    expect(find(results, "token")).toMatchObject({
      status: "ok",
      seen: "valid: HF_TOKEN's account is devnet-reader",
      facts: { account: "devnet-reader" },
    });
    const sent = devnet.hub.requests.map(({ kind, headers }) => [kind, headers["authorization"]]);
    expect(sent).toEqual([
      ["api-info", undefined],
      ["whoami", `Bearer ${user!.token}`],
    ]);

    writeFileSync(join(cwd, "mine"), `${user!.token}\n`);
    expect(find(await examine({ HF_TOKEN_PATH: "mine" }), "token").seen).toBe(
      "valid: the token file's account is devnet-reader",
    );
  });

  it.each([
    [SECRET, /^the Hub refuses the token/, /^set HF_TOKEN to a valid token/],
    ["", /^HF_TOKEN is empty$/, /unset it: public data sets need none$/],
    ["hf_sécret", /^HF_TOKEN holds characters that no token has$/, /^copy the token again/],
  ])("tell of the token %j, and never print it", async (token, seen, next) => {
    const results = await examine({ HF_TOKEN: token });
    expect(statuses(results)).toBe("ok ok failed ok ok");
    expect(find(results, "token").seen).toMatch(seen);
    expect(find(results, "token").next).toMatch(next);
    expect(exitCodeOfResults(results)).toBe(6);
    expect(JSON.stringify(results)).not.toMatch(/secretsecret|sécret/);
  });

  it("say that nothing listens, and skip the token", async () => {
    const results = await examine({
      HF_ENDPOINT: `http://127.0.0.1:${await findClosedPort()}`,
      HF_TOKEN: SECRET,
    });
    expect(statuses(results)).toBe("ok failed skipped skipped ok");
    expect(find(results, "hub")).toMatchObject({
      seen: expect.stringMatching(/ECONNREFUSED/) as string,
      next: "check the connection, HF_ENDPOINT and the proxy settings",
    });
    expect(find(results, "token").seen).toBe("hub has failed");
    expect(exitCodeOfResults(results)).toBe(6);
  });

  interface Answered {
    readonly title: string;
    readonly fault: Fault;
    readonly code: string;
    readonly limits: "ok" | "warning";
  }

  it.each<Answered>([
    {
      title: "a page of HTML",
      fault: { type: "status", status: 200, body: "<html>log in to the hotel's network</html>" },
      code: "HUB_BAD_ANSWER",
      limits: "ok",
    },
    {
      title: "a fault of its own",
      fault: { type: "status", status: 503 },
      code: "HUB_SERVER",
      limits: "ok",
    },
    {
      title: "that it is one request too many",
      fault: { type: "status", status: 429, headers: { "retry-after": "200" } },
      code: "HUB_RATE_LIMITED",
      limits: "warning",
    },
    { title: "nothing", fault: { type: "drop" }, code: "HUB_NETWORK", limits: "ok" },
  ])("ask once, and tell that the answer is $title", async ({ fault, code, limits }) => {
    devnet.hub.use(() => fault);
    const results = await examine();
    expect(find(results, "hub")).toMatchObject({ status: "failed", facts: { code } });
    expect(find(results, "limits").status).toBe(limits);
    expect(devnet.hub.counts.total).toBe(1);
  });

  it("tell of a clock that is wrong by the Hub's", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    devnet.hub.use(() => ({
      type: "status",
      status: 200,
      headers: { date },
      body: JSON.stringify({ id: "a/b", sha: "0".repeat(40) }),
    }));
    expect(find(await examine(), "clock")).toMatchObject({
      status: "warning",
      seen: expect.stringMatching(/^(?:59m|1h 00m).* behind the Hub's$/) as string,
    });
  });

  it("warn of HF_HUB_OFFLINE, and ask for nothing", async () => {
    const results = await examine({ HF_HUB_OFFLINE: "1", HF_TOKEN: SECRET });
    expect(statuses(results)).toBe("ok warning skipped skipped ok");
    expect(devnet.hub.counts.total).toBe(0);
    expect(exitCodeOfResults(results)).toBe(0);
  });

  it("refuse an HF_ENDPOINT that is no address", async () => {
    expect(find(await examine({ HF_ENDPOINT: "huggingface.co" }), "hub")).toMatchObject({
      status: "failed",
      next: "unset HF_ENDPOINT for https://huggingface.co",
    });
  });
});

describe("the check of the proxy", () => {
  it("names the variables and the hosts, and nothing else of them", async () => {
    const port = await findClosedPort();
    const results = await examine({
      HTTP_PROXY: `http://me:${SECRET}@127.0.0.1:${port}/`,
      https_proxy: "http://proxy.example:3128",
      no_proxy: "intra.net",
    });
    expect(find(results, "proxy").seen).toBe(
      `https_proxy is proxy.example:3128, HTTP_PROXY is 127.0.0.1:${port}: ` +
        "for the Hub, unless NO_PROXY names its host; the chain's WebSocket goes straight",
    );
    expect(find(results, "hub").status).toBe("failed");
    expect(JSON.stringify(results)).not.toContain(SECRET);
  });

  it.each(["proxy.example:3128", "socks5://a.example:1080", `http://a.example/${SECRET}`])(
    "refuses %j before the Hub is asked through it",
    async (address) => {
      const results = await examine({ HTTPS_PROXY: address });
      expect(statuses(results)).toBe("failed skipped skipped skipped ok");
      expect(find(results, "proxy")).toMatchObject({
        seen: "HTTPS_PROXY is not the http or https address of a proxy",
        next: "write HTTPS_PROXY=http://host:port, or unset it",
      });
      expect(JSON.stringify(results)).not.toContain(SECRET);
    },
  );
});
