import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";

/** Runs the app with a loader hook that notes the URL of each module that is loaded. */
async function listModules(args: readonly string[]): Promise<string[]> {
  using folder = createFolder();
  const cwd = folder.path;
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

describe("analyze and export", () => {
  it.each([["--help"], ["dupes --help"], ["near --help"], ["sql --help"], ["export --help"]])(
    "loads the options and nothing heavy: %s",
    async (line) => {
      const modules = await listModules(line.split(" "));
      expect(modules.some((url) => url.endsWith("/analyze/dist/command.js"))).toBe(true);
      const heavy = modules.filter((url) =>
        /polkadot|undici|libsql|pino|csv|duckdb|arrow|packages\/(?!cli|core)|dist\/(?:export|sql)\/|(?:dupes|near|pair|row)\.js$/.test(
          url,
        ),
      );
      expect(heavy).toEqual([]);
      expect(modules.length).toBeLessThan(80);
    },
  );
});
