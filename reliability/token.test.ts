import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Devnet, type FaultHandler, startDevnet } from "@flock-tools/devnet";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHubCases } from "./testing/hub-cases.ts";
import {
  createHubCasesWorld,
  type HubCasesWorld,
  READER_TOKEN,
} from "./testing/hub-cases-world.ts";
import { type RecordingHost, startOtherHost } from "./testing/other-host.ts";
import { type App, runCommand } from "./testing/run-command.ts";

let other: RecordingHost;
let cases: HubCasesWorld;
let devnet: Devnet;
let cwd: string;

beforeAll(async () => {
  other = await startOtherHost();
  cases = createHubCasesWorld(createHubCases(other));
  devnet = await startDevnet({ world: cases.world });
});

afterAll(async () => {
  await devnet.close();
  await other[Symbol.asyncDispose]();
});

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "flock-token-"));
  return () => {
    devnet.hub.use(undefined);
    rmSync(cwd, { recursive: true, force: true });
  };
});

/** What a command leaves behind that a person, a log collector or a later process could read. */
interface Trace {
  readonly code: number | null;
  /** Both streams. */
  readonly printed: string;
  /** Files that it wrote which have the token in them. */
  readonly files: readonly string[];
  /** Whether the Hub got the token in a header, as it should. */
  readonly sent: boolean;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Files with the token in them, which are not the command's. */
  readonly sources?: readonly string[];
}

async function run(
  app: App,
  args: readonly string[],
  { env = {}, token = READER_TOKEN, sources = [] }: RunOptions = {},
): Promise<Trace> {
  const before = devnet.hub.requests.length;
  const { code, stdout, stderr } = await runCommand(app, args, {
    cwd,
    devnet,
    env: { HF_HUB_DOWNLOAD_TIMEOUT: "1", ...env },
  });
  const asked = devnet.hub.requests.slice(before);
  // The token goes into the header and nowhere else: no address, no other header.
  expect(asked.filter(({ path }) => path.includes(token))).toEqual([]);
  return {
    code,
    printed: `${stdout}${stderr}`,
    files: listFiles().filter(
      (path) => !sources.includes(path) && readFileSync(join(cwd, path)).includes(token),
    ),
    sent: asked.some(({ headers }) => headers["authorization"] === `Bearer ${token}`),
  };
}

function listFiles(): string[] {
  return readdirSync(cwd, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(cwd.length + 1));
}

const DL = ["--netuid", "96", "--concurrency", "80"];
const LOUD = ["--verbose", "--log-format", "json", "--report", "report.json"];

/** Repeats the token to whoever sent it, as a Hub with a debug page would. */
function echo(status: number): FaultHandler {
  return () => {
    const { authorization = "nobody" } = devnet.hub.requests.at(-1)?.headers ?? {};
    const error = `no access with ${authorization}, ${"x".repeat(240)} ${authorization}`;
    return { type: "status", status, body: JSON.stringify({ error }) };
  };
}

describe("token: is never printed", () => {
  it("by dl under all faults of a Hub", async () => {
    devnet.hub.use(cases.createFaults().handler);
    const trace = await run("downloader", [...DL, ...LOUD], { env: { HF_TOKEN: READER_TOKEN } });
    expect(trace).toMatchObject({ code: 7, sent: true, files: [] });
    expect(trace.printed).toContain("trying again");
    expect(trace.printed).not.toContain(READER_TOKEN);
    expect(readFileSync(join(cwd, "report.json"), "utf8")).toContain("integrity");
  }, 90_000);

  it.each([
    ["HF_TOKEN", { HF_TOKEN: READER_TOKEN }, "unused"],
    ["HF_TOKEN_PATH", { HF_TOKEN_PATH: "secret" }, "secret"],
    ["HF_HOME", {}, "token"],
    ["HF_TOKEN in .env", {}, ".env"],
  ])("by dl that has it from %s, though the Hub repeats it", async (_, env, source) => {
    const text = source === ".env" ? `HF_TOKEN=${READER_TOKEN}\n` : `${READER_TOKEN}\n`;
    if (source !== "unused") writeFileSync(join(cwd, source), text);
    // Of one file, and of all, which ends the run.
    for (const [status, code] of [
      [400, 6],
      [401, 6],
    ] as const) {
      devnet.hub.use(echo(status));
      const args = [...DL, ...LOUD, "--uids", "0-5"];
      const trace = await run("downloader", args, { env, sources: [source] });
      expect(trace).toMatchObject({ code, sent: true, files: [] });
      expect(trace.printed).not.toContain(READER_TOKEN);
      expect(trace.printed).not.toContain(READER_TOKEN.slice(0, 12));
    }
  });

  it.each<[App, readonly string[], number]>([
    ["downloader", [...DL, "--json", "--uids", "0-5", "--report", "report.json"], 6],
    ["downloader", [...DL, "--eval", "--uids", "0-5"], 6],
    ["downloader", [...DL, "--all-files", "--verbose", "--uids", "0-5"], 6],
    ["downloader", [...DL, "--dry-run", "--verbose"], 6],
    ["doctor", ["--verbose"], 6],
    ["doctor", ["--json"], 6],
  ])("by %s %j, though the Hub repeats it", async (app, args, code) => {
    devnet.hub.use(echo(401));
    const trace = await run(app, args, { env: { HF_TOKEN: READER_TOKEN } });
    expect(trace).toMatchObject({ code, files: [] });
    expect(trace.printed).not.toContain(READER_TOKEN.slice(0, 12));
  });

  it("by any command that cannot use it", async () => {
    const malformed = "hf_half\u00e9of_it";
    for (const [app, args] of [
      ["downloader", [...DL, ...LOUD]],
      ["downloader", [...DL, "--json"]],
      ["doctor", ["--verbose"]],
      ["doctor", ["--json"]],
    ] as const) {
      const options = { env: { HF_TOKEN: malformed }, token: malformed };
      const { printed, files, code } = await run(app, args, options);
      expect(printed).not.toMatch(/hf_half|of_it/);
      expect(files).toEqual([]);
      expect(code).not.toBe(0);
    }
  });

  it("by dl when the Hub refuses it", async () => {
    const wrong = "hf_this_is_nobodys";
    for (const output of [LOUD, ["--json"]]) {
      const options = { env: { HF_TOKEN: wrong }, token: wrong };
      const { printed, files, sent } = await run("downloader", [...DL, ...output], options);
      expect({ sent, files }).toEqual({ sent: true, files: [] });
      expect(printed).not.toContain(wrong);
      expect(printed).toContain("HF_TOKEN");
    }
  });
});

describe("token: leaves for no other origin", () => {
  it("hub: redirect to another host, of metadata, bytes and LFS", async () => {
    expect(other.requests.length).toBeGreaterThan(0);
    const before = other.requests.length;
    devnet.hub.use(({ kind }) =>
      kind === "other" ? undefined : { type: "redirect", location: `${other.url}/${kind}` },
    );
    const env = { HF_TOKEN: READER_TOKEN };
    for (const args of [["--all-files"], ["--eval"], []]) {
      const trace = await run("downloader", [...DL, ...args, "--uids", "0-20"], { env });
      expect(trace.sent).toBe(true);
    }
    devnet.hub.use(({ kind }) =>
      kind === "whoami" ? { type: "redirect", location: `${other.url}/${kind}` } : undefined,
    );
    expect((await run("doctor", [], { env })).sent).toBe(true);
    const kinds = new Set(other.requests.slice(before).map(({ path }) => path));
    expect([...kinds].toSorted()).toEqual(expect.arrayContaining(["/resolve", "/tree", "/whoami"]));
    for (const { headers } of other.requests) {
      expect(headers.authorization).toBeUndefined();
      expect(JSON.stringify(headers)).not.toContain(READER_TOKEN);
    }
  });

  it("to a proxy, which is told the host and no more", async () => {
    const told: IncomingHttpHeaders[] = [];
    const proxy = createServer().on("connect", ({ url = "", headers }, socket) => {
      told.push(headers);
      const [host, port] = url.split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(upstream).pipe(socket);
      });
      for (const end of [socket, upstream]) end.on("error", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, "127.0.0.1", resolve);
    });
    const { port } = proxy.address() as AddressInfo;
    const env = { HF_TOKEN: READER_TOKEN, HTTP_PROXY: `http://user:hunter2@127.0.0.1:${port}` };
    const args = [...DL, ...LOUD, "--uids", "0-5"];
    const { code, printed, sent, files } = await run("downloader", args, { env });
    proxy.close();
    expect({ code, sent, files }).toEqual({ code: 0, sent: true, files: [] });
    expect(printed).not.toMatch(new RegExp(`hunter2|${READER_TOKEN}`));
    expect(told.length).toBeGreaterThan(0);
    for (const headers of told) {
      expect(headers["proxy-authorization"]).toMatch(/^Basic /);
      expect(JSON.stringify(headers)).not.toContain(READER_TOKEN);
    }
  });
});
