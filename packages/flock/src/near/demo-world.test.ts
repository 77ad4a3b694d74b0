import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type BruteNode,
  type BrutePair,
  type BruteRow,
  comparePairs,
  listComponents,
  listNodes,
  unionOf,
} from "../../testing/brute-near.ts";
import { createWorldSource, readWorldFile } from "../../testing/create-world-source.ts";
import type { JudgementSource } from "../judgement-source.ts";
import { createNearReport, type CreateNearReportOptions } from "./create-near-report.ts";
import type { NearPlace, NearReport } from "./near-report.ts";

const world = createWorld("demo");
const { truth } = world;
// Of uid 50 one line is cut short, which voids the whole file.
const downloaded = truth.miners.filter(
  ({ uid, expected }) => expected === "downloaded" && uid !== 50,
);
const minerRows = downloaded.flatMap((miner) => readRows(miner.uid, readWorldFile(world, miner)));
const poolRows = readRows(undefined, readWorldFile(world, truth.evaluationPool!));

function readRows(uid: number | undefined, bytes: Uint8Array): BruteRow[] {
  const lines = Buffer.from(bytes)
    .toString()
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line, row) => {
    const { conversations } = JSON.parse(line) as { conversations: { content: string }[] };
    return { uid, row, text: conversations.map(({ content }) => content).join("\n") };
  });
}

/** What the definitions make of rows, by brute force. */
interface Truth {
  readonly nodes: readonly BruteNode[];
  readonly nodeOf: ReadonlyMap<string, number>;
  readonly pairs: readonly BrutePair[];
}

function createTruth(rows: readonly BruteRow[]): Truth {
  const nodes = listNodes(rows);
  const nodeOf = new Map(
    nodes.flatMap((node, index) => node.rows.map((row): [string, number] => [nameOf(row), index])),
  );
  return { nodes, nodeOf, pairs: comparePairs(nodes) };
}

const nameOf = ({ uid, row }: Pick<NearPlace, "uid" | "row">): string => `${uid ?? "pool"}:${row}`;

const uidsOf = ({ rows }: BruteNode): Set<number> => new Set(rows.map(({ uid }) => uid!));

/** Whose rows a miner has: its own or those it copied. */
function originsOf(uid: number): readonly number[] {
  const { planted } = truth.miners[uid]!;
  if (planted === undefined) return [uid];
  return [uid, planted.sourceUid, planted.alsoFrom?.sourceUid ?? uid];
}

type Scope = NearReport["scope"];

function isHeldAgainst(scope: Scope, a: number | undefined, b: number | undefined): boolean {
  const isPool = a === undefined || b === undefined;
  return a !== b && (scope === "all" || (scope === "pool") === isPool);
}

function meet(scope: Scope, a: BruteNode, b: BruteNode): boolean {
  return a.rows.some((one) => b.rows.some((other) => isHeldAgainst(scope, one.uid, other.uid)));
}

/** `part / whole >= share`, by integers; shares have two decimals. */
const reaches = (part: number, whole: number, share: number): boolean =>
  100 * part >= Math.round(100 * share) * whole;

function expectedPairs({ nodes, pairs }: Truth, scope: Scope, threshold: number): string[] {
  return pairs
    .filter((pair) => reaches(pair.shared, unionOf(pair), threshold) && meet(scope, pair.a, pair.b))
    .map((pair) =>
      nameOfPair([nodes.indexOf(pair.a), nodes.indexOf(pair.b)], `${pair.shared}/${unionOf(pair)}`),
    )
    .toSorted();
}

function nameOfPair(nodes: readonly (number | undefined)[], fraction: string): string {
  return `${nodes.toSorted((a, b) => a! - b!).join(" ")}: ${fraction}`;
}

function foundPairs({ nodeOf }: Truth, { pairs }: NearReport): string[] {
  return pairs
    .map(({ a, b, jaccard }) =>
      nameOfPair(
        [a, b].map((side) => nodeOf.get(nameOf(side))),
        jaccard,
      ),
    )
    .toSorted();
}

/** Sorted lists of names, by their first. */
const compareNames = ([a = ""]: readonly string[], [b = ""]: readonly string[]): number =>
  a < b ? -1 : 1;

let source: JudgementSource;
const folder = mkdtempSync(join(tmpdir(), "flock-near-"));
beforeAll(async () => {
  source = await createWorldSource(world, folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const search = (options: CreateNearReportOptions): Promise<NearReport> =>
  createNearReport(source, options);

describe("the demo world", () => {
  const miners = createTruth(minerRows);

  it.each([0.5, 0.7, 0.8, 0.9, 1])(
    "has the pairs and clusters of brute force at %d",
    async (threshold) => {
      const report = await search({ threshold });
      expect(foundPairs(miners, report)).toEqual(expectedPairs(miners, "miners", threshold));
      expect(report.totals.pairs).toBe(report.pairs.length);
      const near = miners.pairs.filter((pair) => reaches(pair.shared, unionOf(pair), threshold));
      const clusters = listComponents(miners.nodes, near).filter(
        (nodes) => nodes.length > 1 && nodes.some((node) => meet("miners", node, nodes[0]!)),
      );
      const expected = clusters.map((nodes) =>
        nodes.flatMap(({ rows }) => rows.map(nameOf)).toSorted(),
      );
      const found = report.rowClusters.map(({ rows }) =>
        rows.flatMap(({ places }) => places.map(nameOf)).toSorted(),
      );
      expect(found.toSorted(compareNames)).toEqual(expected.toSorted(compareNames));
      expect(report.rowClusters.map(({ size }) => size)).toEqual(
        found.map(({ length }) => length).toSorted((a, b) => b - a),
      );
    },
  );

  it("has the contained rows of brute force", async () => {
    const { contained } = await search({ containment: "0.75" });
    const near = miners.pairs.filter((pair) => reaches(pair.shared, unionOf(pair), 0.8));
    const clusterOf = new Map(
      listComponents(miners.nodes, near).flatMap((cluster) =>
        cluster.map((node) => [node, cluster] as const),
      ),
    );
    const expected = miners.pairs.flatMap((pair) => {
      const { a, b, shared } = pair;
      const size = Math.min(a.shingles.size, b.shingles.size);
      const isOneCluster = clusterOf.get(a) === clusterOf.get(b);
      if (isOneCluster || !reaches(shared, size, 0.75) || !meet("miners", a, b)) return [];
      return [nameOfPair([miners.nodes.indexOf(a), miners.nodes.indexOf(b)], `${shared}/${size}`)];
    });
    const found = contained.map(({ row, container, containment }) =>
      nameOfPair(
        [row, container].map((side) => miners.nodeOf.get(nameOf(side))),
        containment,
      ),
    );
    expect(found.toSorted()).toEqual(expected.toSorted());
    expect(expected.length).toBeGreaterThan(10);
    for (const { row, container } of contained) {
      const [inner, outer] = [row, container].map(
        (side) => miners.nodes[miners.nodeOf.get(nameOf(side))!]!,
      );
      expect(inner!.shingles.size).toBeLessThanOrEqual(outer!.shingles.size);
    }
  });

  const withPool = createTruth([...poolRows, ...minerRows]);
  it.each(["pool", "all"] as const)("has those of the scope %s", async (scope) => {
    const report = await search({ scope });
    expect(foundPairs(withPool, report)).toEqual(expectedPairs(withPool, scope, 0.8));
    expect(report.pairs.length).toBeGreaterThan(100);
    expect(report.pairs.every(({ a, b }) => isHeldAgainst(scope, a.uid, b.uid))).toBe(true);
    expect(report.totals).toMatchObject({ rows: minerRows.length, poolRows: poolRows.length });
  });

  it("counts the rows of two miners that have twins", async () => {
    const { minerPairs } = await search({});
    const near = miners.pairs.filter((pair) => reaches(pair.shared, unionOf(pair), 0.8));
    const partners = new Map(miners.nodes.map((node) => [node, uidsOf(node)]));
    for (const { a, b } of near) {
      for (const uid of uidsOf(a)) partners.get(b)!.add(uid);
      for (const uid of uidsOf(b)) partners.get(a)!.add(uid);
    }
    const count = (of: number, within: number): number =>
      miners.nodes.filter((node) => uidsOf(node).has(of) && partners.get(node)!.has(within)).length;
    expect(minerPairs.length).toBeGreaterThan(50);
    for (const { a, b, twinsOfA, twinsOfB } of minerPairs) {
      expect([a, b, twinsOfA, twinsOfB]).toEqual([a, b, count(a!, b), count(b, a!)]);
    }
  });

  it("shows the planted edited copies, each with its source, who was first", async () => {
    const edited = downloaded.filter(({ planted }) => planted?.kind === "near-copy");
    const { minerClusters, minerPairs } = await search({ threshold: "0.5" });
    const members = new Map(
      minerClusters.flatMap((cluster) => cluster.members).map((member) => [member.uid, member]),
    );
    // One word in ten changes most sequences of five: those have less than half in common.
    const findable = edited.filter(({ planted }) => planted!.editRate! < 0.1);
    expect(findable.map(({ uid }) => uid)).toEqual([7, 19, 62]);
    for (const { uid, planted } of findable) {
      const member = members.get(uid)!;
      expect([uid, member.role, member.sources[0]?.uid]).toEqual([
        uid,
        "later",
        planted!.sourceUid,
      ]);
      expect(member.sources[0]).toMatchObject({ identical: 0, hadFirst: member.sources[0]!.twins });
      expect(members.get(planted!.sourceUid)!.role).toBe("first");
      const pair = minerPairs.find(({ a, b }) => a === planted!.sourceUid && b === uid)!;
      expect(pair).toMatchObject({ isLinked: true, order: "earlier" });
      expect(pair.twinsOfBOutsidePool).toBe(pair.twinsOfB);
    }
  });

  it("links no honest pair", async () => {
    const { minerPairs } = await search({});
    const linked = minerPairs.filter(({ isLinked }) => isLinked);
    expect(linked.length).toBeGreaterThan(10);
    for (const { a, b } of linked) {
      expect(originsOf(a!).some((uid) => originsOf(b).includes(uid))).toBe(true);
    }
  });
});
