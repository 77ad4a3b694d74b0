import { EventEmitter, once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlockError, UsageError } from "@flock-tools/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandContext, CommandSpec } from "./command.ts";
import type { Env } from "./env.ts";
import { runMain } from "./run-main.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "flock-cli-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

class Stream extends EventEmitter {
  text = "";
  write(text: string, callback?: () => void): boolean {
    this.text += text;
    callback?.();
    return true;
  }
}

type Run = (context: CommandContext<{ network: string }>, host: EventEmitter) => Promise<number>;

async function run(
  args: readonly string[],
  body: Run,
  { env = {}, expectedExits = 1 }: { env?: Env; expectedExits?: number } = {},
) {
  const stdout = new Stream();
  const stderr = new Stream();
  const exits: number[] = [];
  const host = Object.assign(new EventEmitter(), {
    argv: ["node", "main.js", ...args],
    env,
    stdout,
    stderr,
    cwd: () => cwd,
    exit: (code: number) => {
      exits.push(code);
      host.emit("exited");
    },
  });
  const spec: CommandSpec<{ network: string }> = {
    name: "dl",
    summary: "Downloads.",
    options: {
      network: { flags: "--network <name>", description: "it", env: "NET", fallback: "finney" },
    },
    run: (context) => body(context, host),
  };
  await runMain(host, spec);
  expect(exits).toHaveLength(expectedExits);
  return { code: exits[0], stdout: stdout.text, stderr: stderr.text, host };
}

/** Whatever a library makes of the abort, the person's wish is the cause. */
const interrupted: Run = ({ signal }, host) => {
  host.emit("SIGINT", "SIGINT");
  return Promise.reject(signal.aborted ? new Error("socket closed") : new Error("not aborted"));
};

const never: Run = () => Promise.reject(new Error("must not run"));

describe("runMain", () => {
  it("runs the command and ends with its exit code", async () => {
    const result = await run(["--network", "test"], ({ options, output, logger }) => {
      output.result(`on ${options.network}`);
      output.note("a note");
      output.data({ unseen: true });
      logger.debug("unseen");
      return Promise.resolve(3);
    });
    expect(result).toMatchObject({ code: 3, stdout: "on test\n", stderr: "a note\n" });
    expect(result.host.listenerCount("SIGINT")).toBe(0);
  });

  it("prints one envelope and nothing else on stdout with --json", async () => {
    const { code, stdout, stderr } = await run(["--json"], ({ output, logger }) => {
      output.result("for people");
      output.data({ big: 2n ** 60n, text: "\u001B" });
      output.warn("look");
      logger.warn("logged");
      return Promise.resolve(0);
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      command: "dl",
      ok: true,
      data: { big: "1152921504606846976", text: "\u001B" },
      warnings: ["look", "logged"],
    });
    expect(stdout).not.toContain("\u001B");
    expect(stderr).toBe("warning: look\nwarning: logged\n");
  });

  it("shows on a terminal what is being done, and leaves no trace of it", async () => {
    const drawn: unknown[] = [];
    const result = await run([], ({ output, terminal }) => {
      terminal.setLive = (lines) => void drawn.push(lines);
      output.status("connecting");
      return Promise.resolve(0);
    });
    expect(drawn).toEqual([["connecting"], []]);
    expect(result).toMatchObject({ code: 0, stderr: "" });
  });

  it("says nothing but the result with --quiet", async () => {
    const { stdout, stderr } = await run(["--quiet"], ({ output, logger }) => {
      output.result("bare");
      output.note("note");
      output.warn("warning");
      logger.warn("warning");
      return Promise.resolve(0);
    });
    expect([stdout, stderr]).toEqual(["bare\n", ""]);
  });

  it("merges .env under the environment, for options and for the command", async () => {
    await writeFile(join(cwd, ".env"), "NET=test\nA=dotenv\nB=dotenv\n");
    const seen: unknown[] = [];
    const body: Run = ({ options, env }) => {
      seen.push(options.network, env["A"], env["B"]);
      return Promise.resolve(0);
    };
    await run([], body, { env: { A: "env" } });
    expect(seen).toEqual(["test", "env", "dotenv"]);
  });

  it("shows help on stdout", async () => {
    const { code, stdout, stderr } = await run(["--help"], never);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: pnpm dl/);
    expect(stderr).toBe("");
  });

  it.each([
    [
      new UsageError("bad \u001B[2J", { next: "do this" }),
      2,
      "error: bad \\u{1b}[2J\nnext: do this\n",
    ],
    [
      fail("chain", { details: "refused", next: "wait" }),
      5,
      "error: it broke (refused)\nnext: wait\n",
    ],
    [fail("hub"), 6, "error: it broke\n"],
    [fail("integrity"), 7, "error: it broke\n"],
    [fail("disk"), 8, "error: it broke\n"],
    [fail("locked"), 11, "error: it broke\n"],
    [fail("internal"), 1, "error: it broke\n"],
    [
      Object.assign(new Error("ENOSPC: no space left on device, write"), {
        code: "ENOSPC",
        syscall: "write",
      }),
      8,
      "error: ENOSPC: no space left on device, write\nnext: free some disk space and run it again\n",
    ],
    [
      new TypeError("x is not a function"),
      1,
      "error: this is a bug: TypeError: x is not a function\nnext: run it again with --verbose and report what it prints at https://github.com/flock-tools/flock-tools/issues\n",
    ],
  ])("maps %s to exit code %i and two lines", async (error, code, stderr) => {
    expect(await run([], failWith(error))).toMatchObject({ code, stderr, stdout: "" });
  });

  it("prints stacks with --verbose only", async () => {
    const error = new FlockError("it broke", {
      kind: "chain",
      code: "X",
      cause: new Error("deep"),
    });
    expect((await run([], () => Promise.reject(error))).stderr).not.toContain("    at ");
    const { stderr } = await run(["--verbose"], () => Promise.reject(error));
    expect(stderr).toContain("    at ");
    expect(stderr).toContain("caused by: Error: deep");
  });

  it("puts the error in the envelope, that of a wrong command line too", async () => {
    const failed = await run(["--json"], () => Promise.reject(fail("chain", { next: "wait" })));
    expect(JSON.parse(failed.stdout)).toEqual({
      schema: 1,
      command: "dl",
      ok: false,
      data: null,
      warnings: [],
      error: { kind: "chain", code: "CODE", message: "it broke", next: "wait" },
    });
    const refused = await run(["--json", "--nope"], never);
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, error: { code: "USAGE" } });
    expect(refused.stderr).toBe("error: unknown option '--nope'\nnext: pnpm dl --help\n");
  });

  it("says what to type under npm, which takes options for its own", async () => {
    const env = { npm_config_user_agent: "npm/10.8.2 node/v20.20.0 linux x64" };
    const refused = await run(["--nope"], never, { env });
    expect(refused.stderr).toContain("\nnext: npm run -s dl -- --help\n");
    const { stdout } = await run(["--help"], never, { env });
    expect(stdout).toMatch(/^Usage: npm run -s dl -- \[options\]/);
  });

  it("stops at Ctrl-C and says how to resume", async () => {
    const { code, stderr } = await run(["--network", "my net"], interrupted);
    expect(code).toBe(130);
    expect(stderr).toBe(
      "stopping; Ctrl-C again to stop at once\nstopped. Resume with: pnpm dl --network 'my net'\n",
    );
    const nested = await run([], interrupted, { env: { FLOCK_RESUME_WITH: "npm start" } });
    expect(nested.stderr).toContain("Resume with: npm start\n");
  });

  it("hides what it was told to hide, in errors and envelopes too", async () => {
    const { stdout, stderr } = await run(["--json", "--verbose"], ({ hide, output }) => {
      hide("hf_secret");
      output.data({ url: "https://x?hf_secret" });
      return Promise.reject(new Error("Bearer hf_secret"));
    });
    expect(stdout + stderr).not.toContain("hf_secret");
    expect(stderr).toContain("Bearer [hidden]");
  });

  it("reports what fails outside of the command, too", async () => {
    const { code, stderr } = await run(
      [],
      async (_, host) => {
        const exited = once(host, "exited");
        host.emit("uncaughtException", fail("disk"));
        await exited;
        return 0;
      },
      { expectedExits: 2 },
    );
    expect([code, stderr]).toEqual([8, "error: it broke\n"]);
  });

  it("keeps going when the reader of stdout has gone", async () => {
    const { code } = await run([], ({ output }, host) => {
      const { stdout } = host as unknown as { stdout: Stream };
      stdout.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
      output.result("unread");
      return Promise.resolve(0);
    });
    expect(code).toBe(0);
  });
});

function fail(
  kind: "chain" | "hub" | "integrity" | "disk" | "locked" | "internal",
  more: { details?: string; next?: string } = {},
): FlockError {
  return new FlockError("it broke", { kind, code: "CODE", ...more });
}

function failWith(error: Error): Run {
  return async () => {
    throw error;
  };
}
