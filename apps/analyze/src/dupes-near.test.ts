import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import type { JudgementReport, NearReport } from "@flock-tools/flock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

interface Report extends JudgementReport {
  readonly near?: NearReport;
}

const world = createWorld("demo");
const { miners } = world.truth;
const folder = createFolder();
const run = (line: string): Promise<AppResult> => runApp(line.split(" "), { cwd: folder.path });
const readReport = (from: AppResult): Report => readData(from) as Report;

let result: AppResult;
let near: NearReport;
beforeAll(async () => {
  await syncWorld(world, folder.path);
  result = await run("dupes --near --json");
  near = readReport(result).near!;
});
afterAll(() => folder[Symbol.dispose]());

describe("dupes --near on the store", () => {
  it("adds near duplicates to what was there before", async () => {
    const exact = readReport(await run("dupes --json"));
    const { near: _, ...rest } = readReport(result);
    expect(rest).toEqual(exact);
    expect([result.code, result.stderr]).toEqual([0, ""]);
  });

  it("finds edited copies with their sources, and who was first", () => {
    const { evaluationPool } = world.truth;
    const edited = miners.filter(({ planted }) => (planted?.editRate ?? 1) < 0.05);
    expect(edited.map(({ uid }) => uid)).toEqual([7, 62]);
    for (const { uid, planted, commit, repoId } of edited) {
      const cluster = near.minerClusters.find(({ members }) =>
        members.some((member) => member.uid === uid),
      );
      expect(cluster?.members).toMatchObject([
        { uid: planted!.sourceUid, role: "first" },
        { uid, role: "later", sources: [{ uid: planted!.sourceUid, identical: 0 }] },
      ]);
      const pair = near.pairs.find(({ a, b }) => a.uid === planted!.sourceUid && b.uid === uid)!;
      expect(pair).toMatchObject({
        order: "earlier",
        jaccard: expect.stringMatching(/^\d+\/\d+$/) as unknown,
        a: { isInPool: true, commit: miners[planted!.sourceUid]!.commit },
        b: { isInPool: false, commit, repoId, row: pair.a.row },
      });
      const [shared, union] = pair.jaccard.split("/").map(Number);
      expect(pair.percent).toBe((100 * shared!) / union!);
      expect(pair.blocksEarlier).toBe(pair.b.commitmentBlock! - pair.a.commitmentBlock!);
    }
    expect(evaluationPool!.rows).toBe(5_000);
  });

  it("has the shape of version 1", () => {
    expect([...new Set(listPaths(near))].toSorted()).toMatchInlineSnapshot(`
      [
        "contained[].blocksEarlier: number",
        "contained[].container.alike: number",
        "contained[].container.canonical: string",
        "contained[].container.commit: string",
        "contained[].container.commitmentBlock: number",
        "contained[].container.isInPool: boolean",
        "contained[].container.repoId: string",
        "contained[].container.row: number",
        "contained[].container.uid: number",
        "contained[].containment: string",
        "contained[].isSameColdkey: boolean",
        "contained[].order: string",
        "contained[].percent: number",
        "contained[].row.alike: number",
        "contained[].row.canonical: string",
        "contained[].row.commit: string",
        "contained[].row.commitmentBlock: number",
        "contained[].row.isInPool: boolean",
        "contained[].row.repoId: string",
        "contained[].row.row: number",
        "contained[].row.uid: number",
        "containment: string",
        "engine: string",
        "includeSystem: boolean",
        "linkedAbove: number",
        "minerClusters[].isOneColdkey: boolean",
        "minerClusters[].members[].blocksAfterFirst: number",
        "minerClusters[].members[].coldkey: string",
        "minerClusters[].members[].commitmentBlock: number",
        "minerClusters[].members[].hotkey: string",
        "minerClusters[].members[].others[].blocksEarlier: number",
        "minerClusters[].members[].others[].hadFirst: number",
        "minerClusters[].members[].others[].identical: number",
        "minerClusters[].members[].others[].isSameColdkey: boolean",
        "minerClusters[].members[].others[].order: string",
        "minerClusters[].members[].others[].twins: number",
        "minerClusters[].members[].others[].twinsOfOther: number",
        "minerClusters[].members[].others[].uid: number",
        "minerClusters[].members[].role: string",
        "minerClusters[].members[].sources[].blocksEarlier: number",
        "minerClusters[].members[].sources[].hadFirst: number",
        "minerClusters[].members[].sources[].identical: number",
        "minerClusters[].members[].sources[].isSameColdkey: boolean",
        "minerClusters[].members[].sources[].order: string",
        "minerClusters[].members[].sources[].twins: number",
        "minerClusters[].members[].sources[].twinsOfOther: number",
        "minerClusters[].members[].sources[].uid: number",
        "minerClusters[].members[].uid: number",
        "minerPairs[].a: number",
        "minerPairs[].b: number",
        "minerPairs[].blocksEarlier: number",
        "minerPairs[].identical: number",
        "minerPairs[].isLinked: boolean",
        "minerPairs[].isSameColdkey: boolean",
        "minerPairs[].order: string",
        "minerPairs[].twinsOfA: number",
        "minerPairs[].twinsOfB: number",
        "minerPairs[].twinsOfBOutsidePool: number",
        "pairs[].a.alike: number",
        "pairs[].a.canonical: string",
        "pairs[].a.commit: string",
        "pairs[].a.commitmentBlock: number",
        "pairs[].a.isInPool: boolean",
        "pairs[].a.repoId: string",
        "pairs[].a.row: number",
        "pairs[].a.uid: number",
        "pairs[].b.alike: number",
        "pairs[].b.canonical: string",
        "pairs[].b.commit: string",
        "pairs[].b.commitmentBlock: number",
        "pairs[].b.isInPool: boolean",
        "pairs[].b.repoId: string",
        "pairs[].b.row: number",
        "pairs[].b.uid: number",
        "pairs[].blocksEarlier: number",
        "pairs[].isSameColdkey: boolean",
        "pairs[].jaccard: string",
        "pairs[].order: string",
        "pairs[].percent: number",
        "rowClusters[].first.commit: string",
        "rowClusters[].first.commitmentBlock: number",
        "rowClusters[].first.repoId: string",
        "rowClusters[].first.row: number",
        "rowClusters[].first.uid: number",
        "rowClusters[].isInPool: boolean",
        "rowClusters[].rows[].canonical: string",
        "rowClusters[].rows[].isInPool: boolean",
        "rowClusters[].rows[].places[].row: number",
        "rowClusters[].rows[].places[].uid: number",
        "rowClusters[].size: number",
        "rowClusters[].uids[]: number",
        "schema: number",
        "scope: string",
        "threshold: string",
        "totals.contained: number",
        "totals.differentRows: number",
        "totals.minerClusters: number",
        "totals.minerPairs: number",
        "totals.miners: number",
        "totals.pairs: number",
        "totals.pairsLeftOut: number",
        "totals.poolRows: number",
        "totals.rowClusters: number",
        "totals.rows: number",
        "totals.rowsLeftOut: number",
        "totals.withoutText: number",
        "totals.withoutWords: number",
        "truncated.contained: boolean",
        "truncated.links: boolean",
        "truncated.pairs: boolean",
      ]
    `);
  });

  it("prints the verdicts first, the worst 20 of each list, and that near ones convict nobody", async () => {
    const { stdout, stderr } = await run("dupes --near");
    const exact = await run("dupes");
    expect(stderr).toBe("");
    const [before] = exact.stdout.split("\nnext: ");
    expect(stdout.startsWith(before!.trimEnd())).toBe(true);
    const rest = stdout.slice(before!.trimEnd().length);
    expect(rest).toMatch(/^\n\nNear duplicates\n {2}None of this is part of the verdicts above/);
    expect(rest).toContain(`... and ${near.pairs.length - 20} more pairs\n`);
    expect(rest).toContain(`... and ${near.rowClusters.length - 20} more clusters\n`);
    expect(rest).toMatch(/\n +3 +7 +91 +91 +91 +0 +3 +795 +yes\n/);
    expect(rest).toMatch(
      /\n +\d +7 +6,991,006 +795 +later +91 with 3, none identical, 795 blocks\n/,
    );
    const verbose = await run("dupes --near --verbose");
    expect(verbose.stdout).not.toContain("... and");
    expect((await run("dupes --near -q")).stdout).toBe(
      "18 eligible, 9 duplicate, 9 invalid, 0 undecidable, 28 no data\n" +
        `${near.pairs.length} near pairs, ${near.contained.length} contained, ${near.rowClusters.length} clusters of rows, 9 clusters of miners\n`,
    );
  });

  it("gives the same bytes with any threads and memory, and the same with the reference", async () => {
    const flags = ["--threads 1", "--threads 2", "--max-memory 64MiB"];
    const again = await Promise.all(flags.map((flag) => run(`dupes --near --json ${flag}`)));
    for (const { stdout } of again) expect(stdout).toBe(result.stdout);
    const reference = await run("dupes --near --json --engine reference");
    expect(reference.stdout.replace('"engine": "reference"', '"engine": "exact"')).toBe(
      result.stdout,
    );
  });

  it("looks at the pool too, if it is told to", async () => {
    const pool = readReport(await run("dupes --near --json --scope pool")).near!;
    expect(pool.pairs.every(({ a, b }) => a.uid === undefined && b.uid !== undefined)).toBe(true);
    expect(pool.minerPairs.map(({ b }) => b)).toEqual([62, 7]);
    const all = await run("dupes --near --scope all");
    expect(all.stdout).toMatch(/\n *pool +62 +100 /);
    expect(all.stdout).toContain(
      "3,400 rows of 34 miners, 5,000 of the pool, 5,600 of them different",
    );
  });

  it("leaves out the lists of pairs with --clusters-only", async () => {
    const { code, stdout } = await run("dupes --near --clusters-only --json");
    expect(code).toBe(0);
    const clusters = readReport({ code, stdout, stderr: "" }).near!;
    expect(clusters).toMatchObject({ pairs: [], contained: [], truncated: { pairs: true } });
    expect(clusters.rowClusters).toEqual(near.rowClusters);
    expect(clusters.minerClusters).toEqual(near.minerClusters);
    const text = await run("dupes --near --clusters-only");
    expect(text.stdout).not.toMatch(/^(?:Near pairs of rows|Contained rows)$/m);
    expect(text.stderr).toBe("");
  });

  it("says what it does not list", async () => {
    const { stdout, stderr } = await run("dupes --near --max-pairs 5 --json");
    const few = JSON.parse(stdout) as { data: Report; warnings: string[] };
    expect(few.data.near!.pairs).toHaveLength(5);
    expect(few.data.near!.truncated).toMatchObject({ pairs: true, contained: true, links: false });
    expect(few.warnings).toMatchObject(
      [/^only 5 of the near pairs are listed: /, /^only 5 of the contained rows are listed: /].map(
        (pattern) => expect.stringMatching(pattern) as unknown,
      ),
    );
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
    expect(few.data.near!.rowClusters).toEqual(near.rowClusters);
  });

  it("writes everything as CSV and JSON with --out, and takes it away again", async () => {
    const { code, stdout } = await run("dupes --near --json --out report");
    expect(code).toBe(0);
    const out = join(folder.path, "report");
    const files = readdirSync(out).toSorted();
    expect(files.filter((name) => name.startsWith("near-"))).toEqual([
      "near-contained.csv",
      "near-miner-clusters.csv",
      "near-miners.csv",
      "near-pairs.csv",
      "near-row-clusters.csv",
    ]);
    const linesOf = (name: string): string[] =>
      readFileSync(join(out, name), "utf8").trimEnd().split("\n");
    expect(readFileSync(join(out, "report.json"), "utf8")).toBe(stdout);
    expect(linesOf("near-pairs.csv")).toHaveLength(1 + near.pairs.length);
    expect(linesOf("near-pairs.csv")[1]).toMatch(/^\d+ \/ \d+,97\.5\d+,earlier,\d+,false,2,90,/);
    expect(linesOf("near-contained.csv")).toHaveLength(1 + near.contained.length);
    expect(linesOf("near-miners.csv")).toHaveLength(1 + near.minerPairs.length);
    const places = near.rowClusters.reduce((sum, { size }) => sum + size, 0);
    expect(linesOf("near-row-clusters.csv")).toHaveLength(1 + places);
    const sources = near.minerClusters.flatMap(({ members }) =>
      members.map((member) => Math.max(1, member.sources.length)),
    );
    expect(linesOf("near-miner-clusters.csv")).toHaveLength(
      1 + sources.reduce((sum, count) => sum + count),
    );
    await run("dupes -q --out report");
    expect(readdirSync(out).filter((name) => name.startsWith("near-"))).toEqual([]);
  });
});

/** Where a value holds what: `pairs[].a.uid: number`. */
function listPaths(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((held) => listPaths(held, `${path}[]`));
  if (typeof value !== "object" || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, held]) =>
    listPaths(held, path === "" ? key : `${path}.${key}`),
  );
}
