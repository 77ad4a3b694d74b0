import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type AppResult, createFolder, runApp } from "../testing/run-app.ts";
import { EXPORT_OPTIONS } from "./export-options.ts";
import { checkExportOptions } from "./export/check-options.ts";

/** In a folder with nothing in it: options are looked at first. */
async function run(args: readonly string[]): Promise<AppResult & { readonly left: string[] }> {
  using folder = createFolder();
  const result = await runApp(["export", ...args], { cwd: folder.path });
  return { ...result, left: readdirSync(folder.path) };
}

describe("options of export", () => {
  it.each([
    ["", "say in which format, parquet, csv, arrow, jsonl: got nothing", "pnpm export parquet"],
    ["xlsx", "say in which format, parquet, csv, arrow, jsonl: got xlsx", "pnpm export --help"],
    ["csv extra", "too many arguments", "pnpm export --help"],
    ["csv --writer duckdb", "--writer chooses who writes Parquet", "leave --writer out"],
    ["parquet --excel", "--excel is about CSV", "leave --excel out"],
    ["csv --stream", "--stream is about Arrow", "leave --stream out"],
    ["csv --mix", "--mix needs jsonl", "write jsonl --mix"],
    ["csv --layout hub", "--layout hub needs parquet", "write parquet --layout hub"],
    ["jsonl --mix --layout hub", "--layout does not go with --mix", "leave --layout out"],
    ["jsonl --mix --layout file", "--layout does not go with --mix", "leave --layout out"],
    ["jsonl --mix --shape turns", "--shape turns does not go with --mix", "leave --shape out"],
    ["jsonl --mix --with-dupes", "--with-dupes does not go with --mix", "leave --with-dupes out"],
    ["jsonl --dedupe near", "--dedupe is about a mix", "write jsonl --mix"],
    ["jsonl --quota 3", "--quota is about a mix", "write jsonl --mix"],
    ["jsonl --validation 0.2", "--validation is about a mix", "write jsonl --mix"],
    ["jsonl --threshold 0.7", "--threshold is about a mix", "write --with-dupes 0.7"],
    ["jsonl --seed 1", "--seed chooses what --sample or --mix draw", "add --sample 100"],
    ["jsonl --min-chars 5 --max-chars 4", "--max-chars must not be less", "exchange the two"],
    ["parquet --layout hub --out -", "--out - does not go with --layout hub", "name of a folder"],
    ["jsonl --mix --out -", "--out - does not go with --layout hub and --mix", "of a folder"],
    ["csv --uids 9-3", "--uids: a range of uids must go up: got 9-3", "write 3-9"],
    ["csv --coldkey 5F", "--coldkey: must be an SS58 address", "give addresses like"],
    ["csv --competition 1,,2", "--competition: must be competition ids", "write ids like 1,2"],
    ["csv --since yesterday", "--since: must be a block number", "write a block like"],
    ["csv --min-turns -1", "--min-turns: must be an integer from 0", "pnpm export --help"],
    ["csv --only good", "--only: must be one of valid, eligible, unique", "pnpm export --help"],
    ["csv --sample 0", "--sample: must be an integer from 1", "pnpm export --help"],
    ["csv --limit x", "--limit: must be an integer from 0", "pnpm export --help"],
    ["csv --with-dupes 80", "--with-dupes: must be a decimal above 0", "write 80% as 0.8"],
    ["jsonl --mix --validation 1.5", "--validation: must be a share below 1", "write a share"],
    ["jsonl --mix --validation 10%", "--validation: must be a share below 1", "10% as 0.1"],
    ["jsonl --mix --quota 0", "--quota: must be an integer from 1", "pnpm export --help"],
  ])("refuse %s", async (line, message, next) => {
    const { code, stdout, stderr, left } = await run(line === "" ? [] : line.split(" "));
    expect([code, stdout, left]).toEqual([2, "", []]);
    const [first = "", second = ""] = stderr.split("\n");
    expect(first).toContain(`error: ${message}`);
    expect(second).toContain(next);
  });

  it("refuse --json on the stdout that the file goes to", async () => {
    const { code, stdout } = await run(["csv", "--out", "-", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      command: "export",
      ok: false,
      error: {
        code: "EXPORT_OPTIONS",
        message: expect.stringMatching(/^--out - does not go with --json/),
      },
    });
  });

  it("refuse a terminal as stdout of a file, but not of a plan", () => {
    expect(() => checkOnTerminal(false)).toThrow(/must not be a terminal/);
    expect(checkOnTerminal(true)).toEqual({ format: "csv", kind: "file" });
  });

  it("say that there is no data yet, with the command to type", async () => {
    const { code, stderr, left } = await run(["parquet"]);
    expect([code, left]).toEqual([2, []]);
    expect(stderr).toMatch(/holds no data yet\nnext: pnpm dl --eval, or give the folder/);
  });
});

/** What `checkExportOptions` looks at, as it is where nothing is given. */
function defaults() {
  const values = Object.entries(EXPORT_OPTIONS).map(([key, { fallback }]) => [key, fallback]);
  return Object.fromEntries(values) as Parameters<typeof checkExportOptions>[0]["options"];
}

function checkOnTerminal(dryRun: boolean): unknown {
  return checkExportOptions({
    options: { ...defaults(), out: "-", dryRun },
    sources: { out: "flag" },
    words: ["csv"],
    commandLine: (name) => name,
    streams: {
      stdin: process.stdin,
      stdout: Object.create(process.stdout, {
        isTTY: { value: true },
      }) as typeof process.stdout,
      stderr: process.stderr,
    },
  });
}
