import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";
import type { PairReport } from "./pair-report.ts";
import type { WordDiff } from "./word-diff.ts";

const world = createWorld("demo");
const folder = createFolder();
const run = (line: string): Promise<AppResult> => runApp(line.split(" "), { cwd: folder.path });
const readPair = async (line: string): Promise<PairReport> =>
  readData(await run(`${line} --json`)) as PairReport;

/** Whose rows were copied with two words in a hundred replaced. */
const edited = world.truth.miners.find(({ planted }) => planted?.editRate === 0.02)!;
const { sourceUid } = edited.planted!;

/** The text of a row of a miner, as it was written. */
function readText(uid: number, row: number): string {
  const { repoId, commit } = world.truth.miners[uid]!;
  const repo = world.hub.repos.find(({ id }) => id === repoId)!;
  const file = repo.commits[commit!]!.find(({ path }) => path === "data.jsonl")!;
  const line = Buffer.from(file.content()).toString().split("\n")[row]!;
  const { conversations } = JSON.parse(line) as { conversations: { content: string }[] };
  return conversations.map(({ content }) => content).join("\n");
}

function rebuild({ parts }: WordDiff, other: "removed" | "added"): string {
  return parts.map(({ kind, text }) => (kind === other ? "" : text)).join("");
}

beforeAll(() => syncWorld(world, folder.path));
afterAll(() => folder[Symbol.dispose]());

describe("pair of an edited copy and its source", () => {
  it("has each near twin with what was changed, from the earlier to the later", async () => {
    const { near, rows } = await readPair(`pair ${sourceUid} ${edited.uid}`);
    expect(rows).toEqual([]);
    expect(near.twins.length).toBeGreaterThan(80);
    expect([near.twinsOfA, near.twinsOfB]).toEqual([near.twins.length, near.twins.length]);
    for (const { inA, inB, diff, from } of near.twins) {
      expect([inA.uid, inB.uid, inA.row, from]).toEqual([sourceUid, edited.uid, inB.row, "a"]);
      expect(rebuild(diff!, "added")).toBe(readText(sourceUid, inA.row));
      expect(rebuild(diff!, "removed")).toBe(readText(edited.uid, inB.row));
      expect(diff).toMatchObject({ isCut: false, isCoarse: false });
      expect(diff!.changes).toBeGreaterThan(0);
    }
    const percents = near.twins.map(({ percent }) => percent);
    expect(percents).toEqual(percents.toSorted((a, b) => b - a));
  });

  it("says the same with the two the other way round", async () => {
    const one = await readPair(`pair ${sourceUid} ${edited.uid}`);
    const other = await readPair(`pair ${edited.uid} ${sourceUid}`);
    expect(other.near).toEqual({
      ...one.near,
      twins: one.near.twins.map(({ inA, inB, ...twin }) => ({
        ...twin,
        inA: inB,
        inB: inA,
        from: "b",
      })),
    });
  });

  it("prints the nearest 20 with the changed places, and that they convict nobody", async () => {
    const { code, stdout, stderr } = await run(`pair ${edited.uid} ${sourceUid}`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /\n {2}near {10}(\d+) rows of uid 7 and \1 of uid 3 have a twin in the other, near by 80% or the same; near ones convict nobody\n/,
    );
    expect(
      stdout.match(/^ {2}row \d+ of uid 3, row \d+ of uid 7: \d\d\.\d% \(\d+\/\d+\)$/gm),
    ).toHaveLength(20);
    const places = stdout.match(/^ {4}.*\[-[^\]]+-\]\{\+[^}]+\+\}.*$/gm)!;
    expect(places.length).toBeGreaterThan(40);
    expect(Math.max(...places.map((line) => line.length))).toBeLessThan(200);
    expect(stdout).toMatch(/\n\.\.\. and \d+ more twins\n/);
    expect(stdout).toContain("\nContained rows\n");
    expect((await run(`pair ${edited.uid} ${sourceUid} --verbose`)).stdout).not.toContain(
      "... and",
    );
  });

  it("goes by the threshold", async () => {
    const few = await readPair(
      `pair ${sourceUid} ${edited.uid} --threshold 0.88 --containment off`,
    );
    const many = await readPair(`pair ${sourceUid} ${edited.uid} --threshold 0.5`);
    expect(few.near).toMatchObject({ threshold: "0.88", contained: [] });
    expect(few.near.twins.every(({ percent }) => percent >= 88)).toBe(true);
    expect(few.near.twins.length).toBeGreaterThan(0);
    expect(many.near.twins.length).toBeGreaterThan(99);
    const none = await run(`pair 0 ${edited.uid} --threshold 1`);
    expect(none.stdout).toContain("\n  near          no near twins (100% or more)\n");
    const { code, stderr } = await run("pair 3 7 --threshold 80");
    expect([code, stderr]).toEqual([2, expect.stringContaining("next: write 80% as 0.8")]);
  });

  it("writes everything as CSV and JSON with --out", async () => {
    const { stdout } = await run(`pair ${sourceUid} ${edited.uid} --json --out twins`);
    const out = join(folder.path, "twins");
    expect(readdirSync(out).toSorted()).toEqual([
      "contained-rows.csv",
      "near-twins.csv",
      "pair.json",
      "shared-rows.csv",
    ]);
    expect(readFileSync(join(out, "pair.json"), "utf8")).toBe(stdout);
    const { near } = readData({ stdout, stderr: "", code: 0 }) as PairReport;
    const csv = readFileSync(join(out, "near-twins.csv"), "utf8");
    expect(csv).toMatch(/^jaccard,percent,a_uid,a_row,.*,b_uid,.*,from,changes,removed,added\n/);
    expect(csv.match(/^\d+ \/ \d+,/gm)).toHaveLength(near.twins.length);
    const text = await run(`pair ${sourceUid} ${edited.uid} --out twins`);
    expect(text.stdout).toContain("\nwritten to twins\n");
  });
});

/** A text of 30,000 words, every sixth of its own. */
function words(mark: string): string {
  const list = Array.from({ length: 30_000 }, (_, index) =>
    index % 6 === 0 ? mark + index : String(index),
  );
  return list.join(" ");
}

describe("pair of files", () => {
  it("takes texts that are long and differ everywhere, and says so", async () => {
    for (const [name, mark] of [
      ["a.jsonl", "x"],
      ["b.jsonl", "y"],
    ] as const) {
      const row = { conversations: [{ content: words(mark) }] };
      writeFileSync(join(folder.path, name), `${JSON.stringify(row)}\n`);
    }
    const { near } = await readPair("pair a.jsonl b.jsonl --threshold 0.01 --rules 2026-02");
    expect(near.twins).toMatchObject([{ diff: { isCut: true, isCoarse: true, changes: 1 } }]);
    const { stdout } = await run("pair a.jsonl b.jsonl --threshold 0.01 --rules 2026-02");
    expect(stdout).toContain("    so much differs that it is shown as one place\n");
    expect(stdout).toContain("    the texts are very long: they were not compared to their ends\n");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThan(400);
  });

  it("says of rows that differ in what is no text that their texts are the same", async () => {
    const conversations = [{ content: "the same words in the same order" }];
    const rows = [{ conversations }, { system: "s", conversations }];
    for (const [index, row] of rows.entries()) {
      writeFileSync(join(folder.path, `${index}.jsonl`), `${JSON.stringify(row)}\n`);
    }
    const { stdout } = await run("pair 0.jsonl 1.jsonl --rules 2026-02");
    expect(stdout).toContain(
      "  row 1 of uid 0, row 1 of uid 1: 100.0% (1/1)\n    the texts are the same\n",
    );
  });
});
