import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type World } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

// Erases the screen, reverses the text, rings and ends the line.
const HOSTILE = "\u001B[2J\u202E\u0007\u2028";
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const FORMULA = '=HYPERLINK("http://x","y")';

const demo = createWorld("demo");
const [first, second] = [demo.truth.miners[0]!, demo.truth.miners[4]!];

/** The demo world with such text in every place of a row, and a formula. */
function createHostileWorld(): World {
  const row = {
    system: FORMULA,
    conversations: [{ role: HOSTILE, content: `${HOSTILE}\u0000` }],
  };
  const content = (): Buffer =>
    Buffer.from(`${JSON.stringify(row)}\n{"${HOSTILE.slice(4, 5)}": 1}\n`);
  const repos = demo.hub.repos.map((repo) => {
    const found = [first, second].find(({ repoId }) => repoId === repo.id);
    if (found === undefined) return repo;
    return { ...repo, commits: { [found.commit!]: [{ path: "data.jsonl", content }] } };
  });
  return { ...demo, hub: { ...demo.hub, repos } };
}

const folder = createFolder();
const cwd = folder.path;
beforeAll(() => syncWorld(createHostileWorld(), cwd));
afterAll(() => folder[Symbol.dispose]());

describe("text that a miner wrote", () => {
  it("moves no cursor as a table, as JSON or in the envelope", async () => {
    const statement = `select system, conversations, raw from rows where uid = ${first.uid}`;
    for (const format of [[], ["--format", "json"], ["--json"]]) {
      const { code, stdout } = await runApp(["sql", statement, ...format], { cwd });
      expect([format, code]).toEqual([format, 0]);
      expect(stdout.replaceAll("\n", "")).not.toMatch(UNSAFE);
      expect(stdout).toMatch(/u\{?202e/i);
    }
  });

  it("comes back from JSON as it was", async () => {
    const statement = `select conversations from rows where uid = ${first.uid} and row_index = 0`;
    const { stdout } = await runApp(["sql", statement, "--format", "json"], { cwd });
    expect(JSON.parse(stdout)).toEqual([
      { conversations: [{ role: HOSTILE, content: `${HOSTILE}\u0000` }] },
    ]);
  });

  it("is no formula in CSV", async () => {
    const args = ["export", "csv", "--uids", String(first.uid)];
    expect((await runApp(args, { cwd })).code).toBe(0);
    const text = readFileSync(join(cwd, "flock.csv"), "utf8");
    expect(text).toContain(`"'=HYPERLINK(`);
    expect(text).not.toMatch(/[",]=HYPERLINK/);
  });

  it("moves none in the names of columns and errors that a statement makes", async () => {
    for (const statement of [`select 1 as "a${HOSTILE}"`, `select "a${HOSTILE}"`]) {
      const { stdout, stderr } = await runApp(["sql", statement], { cwd });
      expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(UNSAFE);
    }
  });
});
