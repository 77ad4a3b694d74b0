import { readdirSync } from "node:fs";
import { createWorld } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const folder = createFolder();
const cwd = folder.path;
beforeAll(() => syncWorld(createWorld("demo"), cwd));
afterAll(() => folder[Symbol.dispose]());

/** Presses Ctrl-C each time that something heeds it: whatever runs then, the answer would take days. */
const PRESS = `const { addEventListener } = AbortSignal.prototype;
  AbortSignal.prototype.addEventListener = function (...args) {
    setImmediate(() => process.kill(process.pid, "SIGINT"));
    return addEventListener.apply(this, args);
  };`;
const nodeArgs = ["--import", `data:text/javascript,${encodeURIComponent(PRESS)}`];

describe("analyze sql, interrupted", () => {
  it.each([[[]], [["--json"]], [["--out", "days.csv"]]])("stops at Ctrl-C %j", async (flags) => {
    const args = ["sql", "select a.range from range(1000000000000) a, neurons", ...flags];
    const { code, stderr } = await runApp(args, { cwd, nodeArgs });
    expect(code).toBe(130);
    expect(stderr).toContain("stopped. Resume with: pnpm analyze sql ");
    expect(readdirSync(cwd).filter((name) => name.includes("days"))).toEqual([]);
  });
});
