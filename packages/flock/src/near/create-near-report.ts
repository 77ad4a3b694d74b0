import { setImmediate } from "node:timers/promises";
import type { AbortOptions } from "@flock-tools/core";
import type { NearProgress } from "@flock-tools/neardup";
import type { Store } from "@flock-tools/store";
import type { JudgementSource } from "../judgement-source.ts";
import { countTwins } from "./count-twins.ts";
import { listContained, listRowPairs, type NearFindings } from "./list-row-pairs.ts";
import { compareMiners } from "./miner-clusters.ts";
import type { NearReport } from "./near-report.ts";
import { createNearRows, type NearScope } from "./near-rows.ts";
import { listRowClusters } from "./row-clusters.ts";
import { type NearSearchSettings, searchNear } from "./search-near.ts";
import { createWordings } from "./wordings.ts";

export interface CreateNearReportOptions extends NearSearchSettings {
  /** That the source was read from; not needed for files. */
  readonly store?: Store | undefined;
  /** Default `miners`. */
  readonly scope?: NearScope | undefined;
  /** Only these miners, and the pool if it is in the scope. Default: all. */
  readonly uids?: readonly number[] | undefined;
  /** Whether the system prompt is part of a row's text, in front. Default false. */
  readonly includeSystem?: boolean | undefined;
  /** No lists of pairs and of contained rows. Default false. */
  readonly clustersOnly?: boolean | undefined;
  /** Pairs that are listed at most, and contained rows. Default 100,000. */
  readonly maxPairs?: number | undefined;
  readonly onProgress?: ((progress: NearProgress) => void) | undefined;
}

// Miners are linked by all near pairs, those that are not listed too, up to so many.
const COUNTED_PAIRS = 1_000_000;

/**
 * What is near in the rows that count: edited copies, and rows that are alike by nature. The same source gives the same
 * report, however it is searched; only `minhash` may miss pairs. Rows are read again from where the source has them, and
 * never held all at once.
 *
 * @throws FlockError ROW_CHANGED if rows are no longer what they were; TypeError and RangeError for options that
 * `findNear` refuses; NeardupError; StoreError; the abort reason
 */
export async function createNearReport(
  source: JudgementSource,
  {
    store,
    scope = "miners",
    uids,
    includeSystem = false,
    clustersOnly = false,
    maxPairs = 100_000,
    threshold = "0.8",
    containment,
    engine = "exact",
    ...settings
  }: CreateNearReportOptions = {},
): Promise<NearReport> {
  const rows = createNearRows(source, { scope, uids });
  const search = await searchNear(rows, {
    ...settings,
    engine,
    threshold,
    containment: clustersOnly ? undefined : containment,
    texts: { store, includeSystem, signal: settings.signal },
    maxPairs: Math.max(COUNTED_PAIRS, maxPairs),
  });
  const findings = { rows, scope, search, wordings: createWordings(rows, search) };
  return {
    schema: 1,
    scope,
    engine,
    threshold: String(threshold),
    containment: containment === undefined ? undefined : String(containment),
    includeSystem,
    ...(await describe(findings, {
      linkedAbove: source.input.ruleSet.threshold,
      most: clustersOnly ? 0 : maxPairs,
      signal: settings.signal,
    })),
  };
}

type Described = Omit<
  NearReport,
  "schema" | "scope" | "engine" | "threshold" | "containment" | "includeSystem"
>;

interface DescribeOptions extends AbortOptions {
  readonly linkedAbove: number;
  readonly most: number;
}

async function describe(
  findings: NearFindings,
  { linkedAbove, most, signal }: DescribeOptions,
): Promise<Described> {
  const { rows, scope, search } = findings;
  const pairs = listRowPairs(findings, most);
  const contained = listContained(findings, most);
  await giveTurn(signal);
  const rowClusters = listRowClusters(findings);
  const counts = countTwins(findings);
  await giveTurn(signal);
  const miners = compareMiners(rows, { scope, counts, linkedAbove });
  const { truncated } = search.result;
  return {
    linkedAbove,
    totals: {
      ...countRows(findings),
      pairs: pairs.count,
      pairsLeftOut: pairs.leftOut,
      contained: contained.count,
      rowClusters: rowClusters.length,
      minerPairs: miners.minerPairs.length,
      minerClusters: miners.minerClusters.length,
    },
    truncated: {
      pairs: truncated.pairs || pairs.list.length < pairs.count,
      contained: truncated.contained || contained.list.length < contained.count,
      links: truncated.pairs,
    },
    pairs: pairs.list,
    contained: contained.list,
    rowClusters,
    ...miners,
  };
}

/** A million pairs take half a second at each step: Ctrl-C is heard in between. */
async function giveTurn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}

type RowTotals = Pick<
  NearReport["totals"],
  "rows" | "miners" | "poolRows" | "differentRows" | "withoutText" | "withoutWords" | "rowsLeftOut"
>;

function countRows({ rows, search }: NearFindings): RowTotals {
  return {
    rows: rows.rowCount - rows.poolRowCount,
    miners: rows.owners.filter(({ miner }) => miner !== undefined).length,
    poolRows: rows.poolRowCount,
    differentRows: rows.keys.length,
    withoutText: rows.keys.length - search.kinds.length,
    // The search was given one empty text more.
    withoutWords: search.result.emptyRows - 1,
    rowsLeftOut: rows.rowsLeftOut,
  };
}
