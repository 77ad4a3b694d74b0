import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { getSubnet } from "@flock-tools/chain";
import { formatBytes, formatCount, padWidth, safe, type SafeText } from "@flock-tools/cli";
import {
  createStoreReader,
  type FileScope,
  measurePlan,
  type PlanItem,
  type PlanReader,
  planSync,
  type PlanSizes,
  type SyncPlan,
} from "@flock-tools/flock";
import { findMissingSpace, openStore, type Store } from "@flock-tools/store";
import type { DownloadContext, Session } from "./session.ts";

/** `--dry-run`: the plan, with counts and bytes; asks the Hub for sizes, and writes nothing. */
export async function dryRun(context: DownloadContext, session: Session): Promise<number> {
  const { options, signal } = context;
  const { chain, hub, netuid, block, selection, offline } = session;
  const subnet = await getSubnet(chain, { netuid, block, signal });
  const store = openExistingStore(context, session);
  try {
    const files: FileScope = options.allFiles ? "all" : "data";
    const reader: PlanReader =
      store === undefined ? { have: () => undefined } : createStoreReader(store, files);
    const plan = planSync({ subnet, selection, files, force: options.force, ...reader });
    const have = options.force ? undefined : reader.have;
    const { concurrency, maxBytes } = options;
    const sizes = offline
      ? undefined
      : await measurePlan(plan, { hub, have, concurrency, maxBytes, signal });
    printPlan(context, plan, sizes);
    if (sizes !== undefined) warnOfSpace(context, sizes);
    return 0;
  } finally {
    store?.close();
  }
}

/** The store, only if the folder holds one: to look at a plan is no reason to make it. */
function openExistingStore({ options, cwd }: DownloadContext, session: Session): Store | undefined {
  const dataDir = resolve(cwd, options.dataDir);
  if (!existsSync(join(dataDir, "catalog.sqlite"))) return undefined;
  return openStore({ dataDir, genesis: session.chain.genesis, netuid: session.netuid });
}

/** Each file is written twice, to the store and as a copy; the download itself looks closer. */
function warnOfSpace({ options, cwd, output }: DownloadContext, { fetchBytes }: PlanSizes): void {
  const data = resolve(cwd, options.dataDir);
  const out = options.out === undefined ? data : resolve(cwd, options.out);
  const needs = [data, out].map((folder) => ({ folder, bytes: fetchBytes }));
  for (const { folder, needed, free } of findMissingSpace(needs)) {
    output.warn(
      `the disk of ${folder} has ${formatBytes(free)} free; up to ${formatBytes(needed)} are to be written`,
    );
  }
}

function printPlan(context: DownloadContext, plan: SyncPlan, sizes: PlanSizes | undefined): void {
  const { output, options, terminal } = context;
  if (plan.unmatched.length > 0) {
    output.warn(`not registered at this block: ${plan.unmatched.join(", ")}`);
  }
  output.data(toData(plan, sizes));
  if (options.verbose) {
    for (const item of plan.items) terminal.line(formatItem(item, sizes));
  }
  output.result(...formatPlan(plan, sizes));
  if (!options.quiet) {
    const next = context.rerun.replace(/ --dry-run(?= |$)/, "");
    output.result(safe`${terminal.resultPaint.cyan("next:")} ${next}`);
  }
}

function formatPlan(plan: SyncPlan, sizes: PlanSizes | undefined): SafeText[] {
  const { netuid, block, items, counts, stale } = plan;
  const unknown =
    sizes === undefined || sizes.unknown === 0 ? "" : `, ${sizes.unknown} cannot be had`;
  const toFetch = sizes === undefined ? "" : `  ${formatBytes(sizes.fetchBytes)}${unknown}`;
  return [
    safe`plan for netuid ${netuid} at block ${formatCount(block.number)}`,
    line("miners", items.length),
    line("already there", counts.have, sizes && `  ${formatBytes(sizes.haveBytes)}`),
    line("to download", counts.fetch + counts.resolve, toFetch),
    line("invalid", counts.invalid),
    line("no commitment", counts.none),
    ...(stale > 0 ? [line("stale", stale, "  commitments of hotkeys that left the subnet")] : []),
  ];
}

function line(label: string, count: number, note = ""): SafeText {
  return safe`  ${padWidth(label, 14)}${padWidth(formatCount(count), 7, "right")}${note}`;
}

function formatItem(item: PlanItem, sizes: PlanSizes | undefined): SafeText {
  switch (item.action) {
    case "have":
      return safe`uid ${item.uid} ${item.target.repoId}: already there`;
    case "fetch":
    case "resolve": {
      const measured = sizes?.items.get(item.uid);
      const size =
        measured === undefined
          ? ""
          : "bytes" in measured
            ? `, ${formatBytes(measured.bytes)}`
            : `, but ${measured.reason}: ${measured.detail}`;
      return safe`uid ${item.uid} ${item.target.repoId}: to download${size}`;
    }
    case "invalid":
      return safe`uid ${item.uid}: ${item.reason}: ${item.detail}`;
    case "none":
      return safe`uid ${item.uid}: ${item.reason}`;
    default:
      return item satisfies never;
  }
}

function toData(plan: SyncPlan, sizes: PlanSizes | undefined): unknown {
  const { netuid, block, counts, stale, unmatched } = plan;
  const items = plan.items.map((item) => ({ ...item, ...sizes?.items.get(item.uid) }));
  return {
    dryRun: true,
    netuid,
    block,
    counts,
    stale,
    unmatched,
    haveBytes: sizes?.haveBytes,
    fetchBytes: sizes?.fetchBytes,
    unknownSizes: sizes?.unknown,
    items,
  };
}
