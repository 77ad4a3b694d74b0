import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";

/** Runs the app with a loader hook that notes the URL of each module that is loaded. */
async function listModules(args: readonly string[]): Promise<string[]> {
  const cwd = createFolder();
  const log = join(cwd, "modules.txt");
  const hook = `import { appendFileSync } from "node:fs";
    export async function load(url, context, next) {
      appendFileSync(${JSON.stringify(log)}, url + "\\n");
      return next(url, context);
    }`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(toDataUrl(hook))});`;
  const { code } = await runApp(args, { cwd, nodeArgs: ["--import", toDataUrl(register)] });
  expect(code).toBe(0);
  return readFileSync(log, "utf8").trim().split("\n");
}

function toDataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

describe("doctor --help", () => {
  it("loads the options and nothing heavy", async () => {
    const modules = await listModules(["--help"]);
    expect(modules.some((url) => url.endsWith("/doctor/dist/command.js"))).toBe(true);
    const heavy = modules.filter((url) =>
      /polkadot|undici|libsql|pino|duckdb|packages\/(?!cli|core)|dist\/(?:checks|doctor|probe)/.test(
        url,
      ),
    );
    expect(heavy).toEqual([]);
    expect(modules.length).toBeLessThan(80);
  });
});
