import { createProgress, EXIT_CODES, readHubConfig } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import { type FoundDamage, type MendReport, mendStore } from "@flock-tools/flock";
import type { Hub } from "@flock-tools/hf";
import { collectGarbage, type Garbage, listQuarantine, type Store } from "@flock-tools/store";
import { formatVerification } from "./format-verification.ts";
import { openExistingStore } from "./open-existing-store.ts";
import { type DownloadContext, openHub } from "./session.ts";

/** What `--verify` reports. */
export interface VerifyReport extends MendReport {
  readonly dataDir: string;
  readonly dryRun: boolean;
  /** Damaged files that are kept, those of earlier runs too. */
  readonly quarantined: number;
  /** What `pnpm dl gc` would delete; undefined if the catalog is damaged. */
  readonly garbage: Garbage | undefined;
  readonly seconds: number;
}

/** `pnpm dl --verify`: hashes all that is in the data folder, and mends what is wrong; needs no chain, and no Hub but for that. */
export async function verify(context: DownloadContext): Promise<number> {
  refuseSelection(context);
  const { options, output, terminal, cwd } = context;
  const { store } = openExistingStore(context, {
    purpose: "pnpm dl --verify",
    evenIfDamaged: true,
  });
  try {
    const report = await mend(context, store);
    output.data(report);
    output.result(...formatVerification(report, { paint: terminal.resultPaint, cwd, ...options }));
    return report.ok ? EXIT_CODES.ok : EXIT_CODES.integrity;
  } finally {
    store.close();
  }
}

async function mend(context: DownloadContext, store: Store): Promise<VerifyReport> {
  const { options, signal, terminal } = context;
  const { dryRun, quiet, logFormat } = options;
  const startedAt = performance.now();
  const hubs: Hub[] = [];
  const progress = createProgress({
    terminal,
    noun: "files",
    quiet: quiet || logFormat === "json",
  });
  try {
    const report = await mendStore(store, {
      signal,
      dryRun,
      getHub: await createHubGetter(context, hubs),
      onProgress: ({ doneBlobs, totalBlobs, doneBytes }) =>
        progress.setTotals({ done: doneBlobs, total: totalBlobs, failed: 0, bytes: doneBytes }),
      onDamage: (found) => {
        progress.stop();
        warnOfDamage(context, found);
      },
    });
    progress.stop();
    return {
      ...report,
      dataDir: store.dataDir,
      dryRun,
      quarantined: (await listQuarantine(store)).length,
      garbage:
        report.catalog.length > 0
          ? undefined
          : await collectGarbage(store, { dryRun: true, signal }),
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    progress.stop();
    await Promise.allSettled(hubs.map((hub) => hub.close()));
  }
}

/** Nothing is asked for, not even a token, until something has to be fetched. */
async function createHubGetter(
  context: DownloadContext,
  opened: Hub[],
): Promise<(() => Promise<Hub>) | undefined> {
  const { env, cwd, hide } = context;
  const config = await readHubConfig({ env, cwd });
  if (config.token !== undefined) hide(config.token);
  if (config.offline) return undefined;
  return () => {
    const hub = openHub(config, context);
    opened.push(hub);
    return Promise.resolve(hub);
  };
}

// Said before anything is changed: who is told that the folder is in use, knows why it was to be had alone.
function warnOfDamage(
  { output, options }: DownloadContext,
  { damaged, changed }: FoundDamage,
): void {
  const what = [
    ...(damaged.length > 0 ? [`${damaged.length} damaged or missing`] : []),
    ...(changed.length > 0
      ? [`${changed.length} changed ${changed.length === 1 ? "copy" : "copies"}`]
      : []),
  ];
  output.warn(`${what.join(", ")}${options.dryRun ? "" : ": mending"}`);
}

// All of the folder is looked at, whoever it is of: an option that narrows a download would promise something else.
const MEANINGLESS = [
  ["netuid", "--netuid"],
  ["atBlock", "--at-block"],
  ["uids", "--uids"],
  ["hotkey", "--hotkey"],
  ["coldkey", "--coldkey"],
  ["committedSince", "--committed-since"],
  ["committedUntil", "--committed-until"],
  ["allFiles", "--all-files"],
  ["eval", "--eval"],
  ["force", "--force"],
  ["strict", "--strict"],
  ["out", "--out"],
  ["hfCache", "--hf-cache"],
] as const;

function refuseSelection({ sources }: DownloadContext): void {
  const given = MEANINGLESS.filter(([name]) => sources[name] === "flag").map(([, flag]) => flag);
  if (given.length === 0) return;
  throw new UsageError(
    `--verify looks at all that is in the data folder: it takes no ${given[0]}`,
    {
      next: `leave out ${given.join(", ")}`,
    },
  );
}
