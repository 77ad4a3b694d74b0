import { readdirSync } from "node:fs";
import { createWorld } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const folder = createFolder();
const cwd = folder.path;
beforeAll(() => syncWorld(createWorld("demo"), cwd));
afterAll(() => folder[Symbol.dispose]());

/** Presses Ctrl-C when a file in the making is opened. */
const PRESS = `import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  const { open } = fs;
  fs.open = (path, ...rest) => {
    if (/\\.part(?:\\/|$)/.test(String(path))) process.kill(process.pid, "SIGINT");
    return open(path, ...rest);
  };
  syncBuiltinESMExports();`;

describe("export, interrupted", () => {
  it.each([
    "parquet",
    "parquet --writer hyparquet",
    "csv",
    "arrow",
    "jsonl",
    "parquet --layout hub",
    "jsonl --mix",
  ])("%s stops at Ctrl-C, and leaves nothing", async (line) => {
    const nodeArgs = ["--import", `data:text/javascript,${encodeURIComponent(PRESS)}`];
    const args = ["export", ...line.split(" "), "--json"];
    const { code, stdout, stderr } = await runApp(args, { cwd, nodeArgs });
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "INTERRUPTED" } });
    expect(stderr).toContain(`stopped. Resume with: pnpm export ${line} --json\n`);
    expect(readdirSync(cwd).filter((name) => name.includes("flock"))).toEqual([]);
  });
});
