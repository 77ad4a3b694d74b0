import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import type { Store } from "@flock-tools/store";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fraction } from "../../testing/brute-twins.ts";
import {
  groupBy,
  type KnownRow,
  listComponents,
  readMix,
  sortByFirst,
  type WrittenLine,
} from "../../testing/check-mix.ts";
import {
  makeRows,
  type MinerRecipe,
  ROW_KINDS,
  type RowRecipe,
  toMiners,
} from "../../testing/create-mix-world.ts";
import { createRowStore } from "../../testing/create-row-store.ts";
import { readWorldFile } from "../../testing/create-world-source.ts";
import { createFolder, openDevnet, sha256 } from "../../testing/open-devnet.ts";
import { syncSubnet } from "../sync-subnet.ts";
import { createMix, type CreateMixOptions } from "./create-mix.ts";
import type { Mix } from "./mix.ts";
import { writeMix } from "./write-mix.ts";

interface Made {
  readonly mix: Mix;
  readonly lines: readonly WrittenLine[];
}

async function make(store: Store, options: CreateMixOptions): Promise<Made> {
  const mix = await createMix(store, options);
  const path = join(await createFolder(), "mix");
  await writeMix(store, mix, { path });
  return { mix, lines: await readMix(path, mix) };
}

const idOf = ({ uid, row }: Pick<KnownRow, "uid" | "row">): string => `${uid}/${row}`;

interface Settings {
  readonly dedupe: "exact" | "near" | "none";
  readonly threshold: Fraction;
  readonly quota: number | undefined;
  readonly share: number;
}

/** What is left of rows that Python reads, by who had them first, and for each how many were dropped for it. */
function dropSlowly(
  rows: readonly KnownRow[],
  { dedupe, threshold }: Settings,
): Map<string, number> {
  const names = rows.map(({ name }) => name);
  const labels = {
    none: () => rows.map((_, place) => place),
    exact: () => names.map((name) => names.indexOf(name)),
    near: () => listComponents(rows, threshold),
  }[dedupe]();
  return new Map(groupBy(labels).map((group) => [idOf(rows[group[0]!]!), group.length - 1]));
}

/** Holds a mix against the rows of its world, by nothing but the definitions. */
function check(rows: readonly KnownRow[], { mix, lines }: Made, settings: Settings): void {
  const { quota, share, threshold } = settings;
  const known = new Map(rows.map((row) => [idOf(row), row]));
  const valid = sortByFirst(rows.filter(({ name }) => name !== undefined));
  const unique = dropSlowly(valid, settings);
  const kept = sortByFirst(
    lines.map(({ lineage, line }) => {
      const row = known.get(`${lineage.uid}/${lineage.row_index}`)!;
      expect(line).toBe(row.line);
      expect(lineage.row_sha256).toBe(sha256(Buffer.from(line)));
      expect(lineage.dropped_twins).toBe(unique.get(idOf(row)));
      return row;
    }),
  );
  expect(new Set(kept).size).toBe(kept.length);
  const lineageOf = new Map(
    lines.map(({ lineage }) => [`${lineage.uid}/${lineage.row_index}`, lineage]),
  );
  for (const miner of mix.miners) {
    const left = [...unique.keys()].filter((id) => id.startsWith(`${miner.uid}/`)).length;
    const { train, validation, ...counts } = miner.counts;
    expect(train + validation).toBe(Math.min(left, quota ?? left));
    expect(train + validation).toBe(kept.filter(({ uid }) => uid === miner.uid).length);
    const out = counts.invalid + counts.tooLong + counts.duplicates + counts.overQuota;
    expect(counts.rows).toBe(out + train + validation);
  }
  expect(mix.counts.invalid).toBe(rows.length - valid.length);
  const groups = groupBy(listComponents(kept, threshold));
  expect(mix.clusters).toBe(groups.length);
  const sides = groups.map((group) => {
    const lineages = group.map((place) => lineageOf.get(idOf(kept[place]!))!);
    expect(new Set(lineages.map(({ cluster }) => cluster)).size).toBe(1);
    expect(new Set(lineages.map(({ split }) => split)).size).toBe(1);
    return lineages[0]!;
  });
  expect(sides.map(({ cluster }) => cluster)).toEqual(groups.map((_, number) => number));
  const asked = Math.min(Math.max(1, Math.round(share * kept.length)), kept.length - 1);
  const missed = Math.abs(mix.counts.validation - asked);
  expect(missed).toBeLessThan(Math.max(...groups.map(({ length }) => length)));
}

/** That a world could not be split has to be so by the definitions; with a quota it hangs on the draw. */
function checkFailure(rows: readonly KnownRow[], error: Error, settings: Settings): void {
  const valid = sortByFirst(rows.filter(({ name }) => name !== undefined));
  const unique = dropSlowly(valid, settings);
  const kept = valid.filter((row) => unique.has(idOf(row)));
  const clusters = groupBy(listComponents(kept, settings.threshold)).length;
  const most = settings.quota === undefined ? 1 : clusters;
  expect(error).toMatchObject({ code: valid.length === 0 ? "MIX_EMPTY" : "MIX_NO_SPLIT" });
  expect(clusters).toBeLessThanOrEqual(most);
}

const recipe: fc.Arbitrary<RowRecipe> = fc.record({
  kind: fc.constantFrom(...ROW_KINDS),
  of: fc.nat(100),
  at: fc.nat(100),
  by: fc.nat(1000),
});
const world: fc.Arbitrary<MinerRecipe[]> = fc.array(
  fc.record({
    block: fc.integer({ min: 1, max: 4 }),
    rows: fc.array(recipe, { minLength: 1, maxLength: 9, size: "max" }),
  }),
  { minLength: 1, maxLength: 5, size: "max" },
);
const settings: fc.Arbitrary<Settings> = fc.record({
  dedupe: fc.constantFrom("exact", "near", "none"),
  threshold: fc.constantFrom<Fraction[]>([1, 2], [4, 5], [9, 10], [1, 1]),
  quota: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  share: fc.constantFrom(0.1, 0.25, 0.5, 0.9),
});

function toOptions({ dedupe, threshold: [part, whole], quota, share }: Settings): CreateMixOptions {
  return { dedupe, threshold: String(part / whole), quota, validation: { share }, threads: 1 };
}

describe("a mix of any world", () => {
  it("is what the definitions say, however rows are copied", { timeout: 120_000 }, async () => {
    let mixed = 0;
    await fc.assert(
      fc.asyncProperty(world, settings, fc.nat(1000), async (miners, wanted, seed) => {
        const rows = makeRows(miners);
        const store = await createRowStore(toMiners(miners, rows));
        const options = { ...toOptions(wanted), seed };
        const made = await make(store, options).catch((error: unknown) => error);
        if (made instanceof Error) checkFailure(rows, made, wanted);
        else {
          check(rows, made as Made, wanted);
          mixed += 1;
        }
      }),
      { numRuns: 60 },
    );
    expect(mixed).toBeGreaterThan(25);
  });
});

/** Ten miners with forty rows each: chains of copies, each with one edit more, and copies of all kinds among them. */
function createLargeWorld(): MinerRecipe[] {
  const uids = [...Array(10).keys()];
  return uids.map((uid) => ({
    block: 1 + ((uid * 7) % 5),
    rows: Array.from({ length: 40 }, (_, row): RowRecipe => {
      const count = uid * 40 + row;
      const chain = uid % 2 === 0 ? "extended" : "edited";
      if (row < 12) return { kind: "fresh", of: 0, at: 0, by: 29 };
      if (row < 24) return { kind: chain, of: count, at: 5 * row, by: row };
      const kind = ROW_KINDS[count % ROW_KINDS.length]!;
      return { kind, of: (count * 31) % (count + 1), at: count, by: count };
    }),
  }));
}

describe("a mix of a large world", () => {
  const miners = createLargeWorld();
  const rows = makeRows(miners);

  it.each<Settings>([
    { dedupe: "none", threshold: [4, 5], quota: undefined, share: 0.1 },
    { dedupe: "none", threshold: [3, 5], quota: 25, share: 0.3 },
    { dedupe: "exact", threshold: [4, 5], quota: undefined, share: 0.1 },
    { dedupe: "exact", threshold: [1, 2], quota: 20, share: 0.5 },
    { dedupe: "near", threshold: [4, 5], quota: undefined, share: 0.1 },
    { dedupe: "near", threshold: [1, 2], quota: 12, share: 0.2 },
  ])("has no twin across it: $dedupe, $threshold", async (wanted) => {
    const store = await createRowStore(toMiners(miners, rows));
    const made = await make(store, { ...toOptions(wanted), seed: 7 });
    check(rows, made, wanted);
    const kept = made.mix.counts.train + made.mix.counts.validation;
    expect(made.mix.counts.validation).toBe(Math.round(wanted.share * kept));
    // There is something to be kept apart.
    expect(made.mix.largestCluster).toBeGreaterThan(wanted.dedupe === "near" ? 0 : 7);
    expect(Math.max(...made.lines.map(({ lineage }) => lineage.dropped_twins))).toBeGreaterThan(
      { none: -1, exact: 1, near: 8 }[wanted.dedupe],
    );
  });
});

describe("a mix of the demo world", () => {
  it.each<Settings>([
    { dedupe: "none", threshold: [4, 5], quota: undefined, share: 0.1 },
    { dedupe: "near", threshold: [1, 2], quota: 20, share: 0.25 },
  ])("has no twin across it: $dedupe, $threshold", async (wanted) => {
    const demo = createWorld("demo");
    const net = await openDevnet(demo);
    const report = await syncSubnet(net);
    const rows = report.miners.flatMap((miner): KnownRow[] => {
      if (!("sha256" in miner) || miner.committedAt === undefined) return [];
      const { uid, committedAt: block } = miner;
      const file = Buffer.from(readWorldFile(demo, demo.truth.miners[uid]!)).toString();
      const lines = file.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
      return lines.map((line, row) => ({ uid, block, row, line, ...readRow(line) }));
    });
    expect(rows.length).toBeGreaterThan(3_000);
    const made = await make(net.store, toOptions(wanted));
    check(rows, made, wanted);
    expect(made.mix.counts.rows).toBe(rows.length);
    expect(made.mix.miners.some(({ counts }) => counts.invalid > 0)).toBe(true);
  });
});

/** What a row of the demo world says. */
function readRow(line: string): Pick<KnownRow, "name" | "text"> {
  try {
    const data = JSON.parse(line) as { system: unknown; conversations: { content: string }[] };
    const { system, conversations } = data;
    return {
      name: JSON.stringify({ system, conversations }),
      text: conversations.map(({ content }) => content).join("\n"),
    };
  } catch {
    return { name: undefined, text: undefined };
  }
}
