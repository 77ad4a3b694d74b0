import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type World } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

// Erases the screen, reverses the text, rings and ends the line.
const HOSTILE = "\u001B[2J\u202E\u0007\u0000\u2028";
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** The demo world with a row of such text, unescaped where JSON allows it, in two data sets. */
function createHostileWorld(): World {
  const demo = createWorld("demo");
  const [first, second] = [demo.truth.miners[0]!, demo.truth.miners[4]!];
  const row = `{"text": "\u202E\u2028\u007F", "other": ${JSON.stringify(HOSTILE)}}\n`;
  const content = () => Buffer.from(row);
  const repos = demo.hub.repos.map((repo) => {
    const found = [first, second].find(({ repoId }) => repoId === repo.id);
    if (found === undefined) return repo;
    return { ...repo, commits: { [found.commit!]: [{ path: "data.jsonl", content }] } };
  });
  return { ...demo, hub: { ...demo.hub, repos } };
}

describe("text that a miner wrote", () => {
  it("moves no cursor, in a row or in JSON", async () => {
    using folder = createFolder();
    const cwd = folder.path;
    await syncWorld(createHostileWorld(), cwd);
    const pair = await runApp(["pair", "0", "4"], { cwd });
    expect(pair.stdout).toContain(String.raw`{"text": "\u{202e}\u{2028}\u{7f}"`);
    const hash = /row ([0-9a-f]{12})/.exec(pair.stdout.slice(pair.stdout.indexOf("next:")))![1]!;
    const row = await runApp(["row", hash], { cwd });
    const json = await runApp(["row", hash, "--json"], { cwd });
    expect(row.stdout).toContain(String.raw`\u{202e}`);
    for (const { code, stdout } of [pair, row, json]) {
      expect(code).toBe(0);
      expect(stdout.replaceAll("\n", "")).not.toMatch(UNSAFE);
    }
    expect(JSON.parse(json.stdout)).toMatchObject({
      data: {
        rows: [{ text: `{"text": "\u202E\u2028\u007F", "other": ${JSON.stringify(HOSTILE)}}` }],
      },
    });
  });

  it("moves none in the name of a file either", async () => {
    using folder = createFolder();
    const cwd = folder.path;
    const name = "\u202Eevil\u001B[2J.jsonl";
    mkdirSync(join(cwd, "d"));
    for (const path of [join(cwd, name), join(cwd, "d", name)]) writeFileSync(path, '{"n": 1}\n');
    const rules = ["--as-of", "2026-03-10", "--pool", name];
    const found = await runApp(["dupes", name, join("d", name), ...rules], { cwd });
    const gone = await runApp(["dupes", `${name}.gone`], { cwd });
    expect([found.code, gone.code]).toEqual([0, 2]);
    expect(found.stdout).toContain(String.raw`\u{202e}evil\u{1b}[2J.jsonl`);
    expect(gone.stderr).toContain(String.raw`\u{202e}evil\u{1b}[2J.jsonl.gone`);
    for (const { stdout, stderr } of [found, gone]) {
      expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(UNSAFE);
    }
  });
});
