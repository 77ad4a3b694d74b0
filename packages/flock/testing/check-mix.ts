import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { MixLineage } from "../src/mix/describe-lineage.ts";
import type { Mix } from "../src/mix/mix.ts";
import { type Fraction, findTwinsSlowly, spread } from "./brute-twins.ts";

/** A row as it should be known, and who had it. */
export interface KnownRow {
  readonly uid: number;
  readonly block: number;
  readonly row: number;
  readonly line: string;
  /** The same for rows that are the same as data; undefined: no Python reads it. */
  readonly name: string | undefined;
  /** What near twins go by; undefined where there is none. */
  readonly text: string | undefined;
}

export interface WrittenLine {
  readonly lineage: MixLineage;
  /** Of the split's file. */
  readonly line: string;
}

/** The lines of a mix that was written, with the lineage of each, in order. */
export async function readMix(folder: string, mix: Mix): Promise<WrittenLine[]> {
  const lineages = await readLines(join(folder, "lineage.jsonl"));
  const files = await Promise.all(
    mix.splits.map(({ name }) => readLines(join(folder, `${name}.jsonl`))),
  );
  const lines = files.flat();
  expect(lineages).toHaveLength(lines.length);
  expect(files.map(({ length }) => length)).toEqual(mix.splits.map(({ rows }) => rows));
  const parsed = lineages.map((lineage) => JSON.parse(lineage) as MixLineage);
  expect(parsed.map(({ split, line }) => [split, line])).toEqual(
    mix.splits.flatMap(({ name, rows }) =>
      Array.from({ length: rows }, (_, row) => [name, row + 1]),
    ),
  );
  return parsed.map((lineage, place) => ({ lineage, line: lines[place] ?? "" }));
}

async function readLines(path: string): Promise<string[]> {
  const text = (await readFile(path)).toString();
  expect(text.endsWith("\n")).toBe(true);
  return text.slice(0, -1).split("\n");
}

/** Rows by who had them first. */
export function sortByFirst<T extends KnownRow>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => a.block - b.block || a.uid - b.uid || a.row - b.row);
}

/** For each row the lowest place of a row that it hangs together with, by equal data and by twins. */
export function listComponents(rows: readonly KnownRow[], threshold: Fraction): number[] {
  const near = findTwinsSlowly(
    rows.map(({ text }) => text ?? ""),
    threshold,
  );
  const first = new Map<string | undefined, number>();
  for (const [place, { name }] of rows.entries()) {
    if (!first.has(name)) first.set(name, place);
  }
  return spread(near.map((twins, place) => [...twins, first.get(rows[place]?.name) ?? place]));
}

/** Places grouped by a label of each. */
export function groupBy(labels: readonly number[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const [place, label] of labels.entries()) {
    const group = groups.get(label) ?? [];
    groups.set(label, group);
    group.push(place);
  }
  return [...groups.values()];
}
