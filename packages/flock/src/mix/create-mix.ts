import type { NearProgress } from "@flock-tools/neardup";
import type { Store } from "@flock-tools/store";
import { createEmptyMixError, createNoSplitError } from "../errors.ts";
import { applyQuota } from "./apply-quota.ts";
import { chooseMixRows, type ChooseMixRowsOptions, type MixMaterial } from "./choose-mix-rows.ts";
import { createDraw } from "./create-draw.ts";
import { describeMix } from "./describe-mix.ts";
import { findClusters, type TwinClusters, type TwinSearchOptions } from "./find-clusters.ts";
import { type KeptRows, keepFirsts } from "./keep-firsts.ts";
import type { Mix, MixSettings, MixValidation } from "./mix.ts";
import { numberKinds, type RowKinds } from "./number-kinds.ts";
import { type MixOptions, resolveMixOptions } from "./resolve-mix-options.ts";
import { type SplitRows, splitClusters } from "./split-clusters.ts";

export interface CreateMixOptions extends MixOptions, ChooseMixRowsOptions {
  /** Of the search for twins. Default: what pays. */
  readonly threads?: number | undefined;
  /** Bytes that the search for twins may take. Default: 1 GiB. */
  readonly maxMemory?: number | undefined;
  /** How far the search for twins has come. */
  readonly onProgress?: ((progress: NearProgress) => void) | undefined;
}

/**
 * Mixes the rows of many miners: chooses them, drops duplicates, keeps to the quota, and splits what is left so that no
 * two rows on different sides are twins or hang together by twins. Nothing is written.
 *
 * Of twins the row that was first is kept: by its commitment's block, then by uid, then by its place in the file. Rows
 * that some Python raises on are left out, and those that are too long to be compared. A row that has no text, or one
 * without a word, is a twin of equal rows only. The same store and the same options give the same mix, whatever the
 * machine.
 *
 * @throws UsageError MIX_EMPTY if no row is left, MIX_NO_SPLIT if it cannot be split; what `planExport` throws;
 * FlockError ROW_CHANGED; NeardupError; RangeError for a bad option; the abort reason
 */
export async function createMix(
  store: Store,
  {
    selection,
    filter,
    ruleSet,
    onIndexProgress,
    threads,
    maxMemory,
    onProgress,
    signal,
    ...options
  }: CreateMixOptions = {},
): Promise<Mix> {
  const settings = resolveMixOptions(options);
  const material = await chooseMixRows(store, {
    selection,
    filter,
    ruleSet,
    onIndexProgress,
    signal,
  });
  const kinds = numberKinds(material.rows);
  const { threshold, includeSystem } = settings;
  const search = { threshold, includeSystem, threads, maxMemory, onProgress, signal };
  const ground = { store, settings, material, kinds, search };
  const unique = await dropDuplicates(ground);
  const kept = keepToQuota(ground, unique.kept);
  const twins =
    unique.twins ?? (await findClusters(store, { material, kinds, rows: kept }, search));
  const split = splitRows(ground, kept, twins);
  signal?.throwIfAborted();
  return describeMix({ ...ground, unique, twins, split });
}

interface Ground {
  readonly store: Store;
  readonly settings: MixSettings;
  readonly material: MixMaterial;
  readonly kinds: RowKinds;
  readonly search: TwinSearchOptions;
}

interface UniqueRows extends KeptRows {
  /** Known already where near rows were dropped: what is left of each cluster is one row, and has no twin. */
  readonly twins: TwinClusters | undefined;
}

async function dropDuplicates({
  store,
  settings: { dedupe },
  material,
  kinds,
  search,
}: Ground): Promise<UniqueRows> {
  const all = Uint32Array.from({ length: material.rows.length }, (_, row) => row);
  if (dedupe === "none") return { ...keepFirsts(all), twins: undefined };
  if (dedupe === "exact") return { ...keepFirsts(kinds.kindOf), twins: undefined };
  const twins = await findClusters(store, { material, kinds, rows: all }, search);
  return { ...keepFirsts(twins.clusterOf), twins };
}

function keepToQuota(
  { settings: { quota, seed }, material: { rows, sources }, kinds }: Ground,
  unique: Uint32Array,
): Uint32Array {
  const draw = createDraw({ seed, rows, kinds }, "quota");
  const { sourceOf } = rows;
  return applyQuota(unique, { quota, sources: sources.length, sourceOf, draw });
}

function splitRows(
  { settings: { seed, validation }, material: { rows, leftOut }, kinds }: Ground,
  kept: Uint32Array,
  { clusterOf }: TwinClusters,
): SplitRows {
  if (kept.length === 0) throw createEmptyMixError(leftOut);
  const target = countTarget(validation, kept.length);
  if (target >= kept.length && "rows" in validation) {
    throw createNoSplitError({ kept: kept.length, asked: target });
  }
  const draw = createDraw({ seed, rows, kinds }, "split");
  const split = splitClusters(kept, { clusterOf, target, draw });
  if (split === undefined) throw createNoSplitError({ kept: kept.length });
  return split;
}

/** Rows that are asked for: of a share that is not 0 at least one. */
function countTarget(validation: MixValidation, kept: number): number {
  if ("rows" in validation) return validation.rows;
  return validation.share === 0 ? 0 : Math.max(1, Math.round(validation.share * kept));
}
