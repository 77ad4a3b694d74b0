import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { NearReport } from "@flock-tools/flock";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";

const run = (line: string, cwd: string): Promise<AppResult> => runApp(line.split(" "), { cwd });
const readNear = (from: AppResult): NearReport => (readData(from) as { near: NearReport }).near;

// Erases the screen, reverses the text, ends the line; and what a spreadsheet takes for a formula.
const HOSTILE = "=cmd|' C calc'!A0 \u001B[2J\u202E\u2028 @SUM(1)";
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A folder with these files in it, as a test's working folder. */
function createFiles(files: Readonly<Record<string, string>>): string {
  const created = createFolder();
  onTestFinished(() => created[Symbol.dispose]());
  for (const [name, text] of Object.entries(files)) {
    const path = join(created.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return created.path;
}

function createRows(edit: (text: string, row: number) => string): string {
  return Array.from({ length: 40 }, (_, row) => {
    const words = Array.from({ length: 60 }, (__, index) => `w${row}x${index}`).join(" ");
    return `${JSON.stringify({ conversations: [{ content: edit(words, row) }] })}\n`;
  }).join("");
}

describe("dupes --near on files", () => {
  const rules = "--rules 2026-02";

  it("compares them, though nobody knows who was first", async () => {
    const cwd = createFiles({
      "a.jsonl": createRows((text) => text),
      "b.jsonl": createRows((text) => `${text} more`),
    });
    const report = readNear(await run(`dupes a.jsonl b.jsonl --near ${rules} --json`, cwd));
    expect(report.pairs).toHaveLength(40);
    expect(report.pairs[0]).toMatchObject({
      a: { uid: 0, row: 0, path: join(cwd, "a.jsonl"), alike: 1 },
      b: { uid: 1, row: 0, path: join(cwd, "b.jsonl") },
      order: "unknown",
      jaccard: "56/57",
    });
    expect(report.minerPairs).toMatchObject([{ a: 0, b: 1, twinsOfA: 40, isLinked: true }]);
    expect(report.minerClusters[0]?.members).toMatchObject([
      { role: "unknown" },
      { role: "unknown" },
    ]);
    const text = await run(`dupes a.jsonl b.jsonl --near ${rules}`, cwd);
    expect(text.stdout).toMatch(/\nnext: pnpm analyze pair a\.jsonl b\.jsonl --rules 2026-02\n$/);
  });

  it("finds the same in any order of the files", async () => {
    const names = [3, 1, 2].map((uid) => `miner_${uid}/data.jsonl`);
    const cwd = createFiles(
      Object.fromEntries(
        names.map((name, mark) => [
          name,
          createRows((text, row) => (row % 3 === mark ? text : `${text} ${mark}`)),
        ]),
      ),
    );
    const [one, other] = await Promise.all(
      [names, names.toReversed()].map((files) =>
        run(`dupes ${files.join(" ")} --near ${rules} --json`, cwd),
      ),
    );
    const first = readNear(one!);
    expect(JSON.stringify(readNear(other!))).toBe(JSON.stringify(first));
    expect(first.pairs.length).toBeGreaterThan(50);
  });

  it("prints and writes nothing that moves a cursor or calculates", async () => {
    const name = `${HOSTILE}.jsonl`;
    const cwd = createFiles({
      [name]: createRows((text) => `x ${text} ${HOSTILE}`),
      "b.jsonl": createRows((text) => `=1+1 ${text} ${HOSTILE} ${HOSTILE}`),
    });
    const files = [name, "b.jsonl", "--rules", "2026-02", "--out", "report"];
    const dupes = await runApp(["dupes", "--near", ...files], { cwd });
    const pair = await runApp(["pair", ...files, "--verbose"], { cwd });
    const json = await runApp(["pair", ...files, "--json"], { cwd });
    for (const { code, stdout, stderr } of [dupes, pair, json]) {
      expect([code, (stdout + stderr).replaceAll("\n", "")]).toEqual([
        0,
        expect.not.stringMatching(UNSAFE),
      ]);
    }
    expect(pair.stdout).toContain(String.raw`\u{1b}[2J\u{202e}`);
    expect(pair.stdout).toContain("[-x-]{+=1+1+}");
    const csv = readdirSync(join(cwd, "report")).filter((file) => file.endsWith(".csv"));
    expect(csv).toHaveLength(11);
    for (const file of csv) {
      const text = readFileSync(join(cwd, "report", file), "utf8");
      expect([file, text]).toEqual([file, expect.not.stringMatching(/(?:^|,|"|\n)[=@+\t\r]/)]);
    }
  });

  it("says that minhash only samples", async () => {
    const cwd = createFiles({
      "a.jsonl": createRows((text) => text),
      "b.jsonl": createRows((text) => `${text} more`),
    });
    const files = `a.jsonl b.jsonl ${rules}`;
    const { stdout, stderr } = await run(`dupes ${files} --near --engine minhash`, cwd);
    expect(stderr).toContain("warning: minhash only samples: near pairs may be missing");
    expect(stdout).toContain("; approximate: some are missed");
    expect(stdout).toMatch(/\n {2}near pairs {2}40, /);
  });

  it("tells of a conversation that is not there", async () => {
    const cwd = createFiles({ "a.jsonl": '{"n": 1}\n{"n": 2}\n', "b.jsonl": '{"n": 3}\n' });
    const { code, stdout } = await run(`dupes a.jsonl b.jsonl --near ${rules}`, cwd);
    expect(code).toBe(0);
    expect(stdout).toContain("3 rows of 2 miners, 3 of them different, 3 without a conversation\n");
  });
});
