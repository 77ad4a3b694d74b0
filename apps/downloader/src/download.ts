import { resolve } from "node:path";
import { describeError, EXIT_CODES, readHubCache } from "@flock-tools/cli";
import { type HfCacheReport, type SyncReport, syncSubnet } from "@flock-tools/flock";
import { openStore } from "@flock-tools/store";
import { dryRun } from "./dry-run.ts";
import { exitCodeOfReport } from "./exit-code.ts";
import { formatShortSummary, formatSummary } from "./format-summary.ts";
import { formatPythonCommand, openHfCache } from "./hf-cache.ts";
import { checkReportFolder, writeReport } from "./report-file.ts";
import { type DownloadContext, openSession, type Session } from "./session.ts";
import { showEvents } from "./show-events.ts";
import { verify } from "./verify.ts";

/** `pnpm dl`: from the chain over the plan and the Hub to the store, the folders and the summary; or `--verify`. */
export async function download(context: DownloadContext): Promise<number> {
  const { options, output, cwd } = context;
  const reportFile = options.report === undefined ? undefined : resolve(cwd, options.report);
  await checkReportFolder(reportFile);
  let code: number;
  try {
    code = options.verify ? await verify(context) : await runSession(context);
  } catch (error) {
    await reportFailure(context, reportFile, error);
    throw error;
  }
  await writeReport(reportFile, output.envelope(code === 0));
  return code;
}

/** Writes the report of a run that failed; why it failed is what counts, whether that can be written or not. */
async function reportFailure(
  { output, signal }: DownloadContext,
  file: string | undefined,
  error: unknown,
): Promise<void> {
  const cause: unknown = signal.aborted ? signal.reason : error;
  try {
    await writeReport(file, output.envelope(false, describeError(cause)));
  } catch (second) {
    output.warn(describeError(second).message);
  }
}

async function runSession(context: DownloadContext): Promise<number> {
  const session = await openSession(context);
  try {
    return context.options.dryRun ? await dryRun(context, session) : await sync(context, session);
  } finally {
    await session.close();
  }
}

async function sync(context: DownloadContext, session: Session): Promise<number> {
  const { options, cwd, signal, logger } = context;
  const { chain, netuid } = session;
  const dataDir = resolve(cwd, options.dataDir);
  const hfCache = await openHfCache(context);
  const store = openStore({ dataDir, genesis: chain.genesis, netuid, logger, purpose: "pnpm dl" });
  const events = showEvents(context);
  try {
    const report = await syncSubnet({
      ...session,
      store,
      signal,
      logger,
      files: options.allFiles ? "all" : "data",
      force: options.force,
      concurrency: options.concurrency,
      maxBytes: options.maxBytes,
      viewRoot: chooseViewRoot(context, session),
      evaluationPool: options.eval,
      command: "dl",
      getExitCode: (finished) => exitCodeOfReport(finished, options),
      onEvent: events.onEvent,
    });
    events.finish();
    const laidOut = await hfCache?.write(store, report);
    return printReport({ ...report, ...(laidOut && { hfCache: laidOut }) }, context, session);
  } finally {
    events.stop();
    store.close();
  }
}

/** A block of the past has folders of its own: those of the newest stay as they are. */
function chooseViewRoot({ options, cwd }: DownloadContext, { block }: Session): string | undefined {
  const { out, dataDir, atBlock } = options;
  if (out !== undefined) return resolve(cwd, out);
  return atBlock && resolve(cwd, dataDir, `miner_datasets@${block.number}`);
}

type Report = SyncReport & { readonly hfCache?: HfCacheReport };

function printReport(report: Report, context: DownloadContext, session: Session): number {
  const { options, output, terminal } = context;
  const { chain, hub } = session;
  const code = exitCodeOfReport(report, options);
  if (code === EXIT_CODES.hub) {
    output.warn(`nothing could be had from ${hub.endpoint}: check HF_ENDPOINT and the connection`);
  }
  if (code === EXIT_CODES.disk) {
    output.warn(
      "not all fits on the disk: free some space, or choose other folders (--data-dir, --out)",
    );
  }
  if (report.unmatched.length > 0) {
    output.warn(`not registered at this block: ${report.unmatched.join(", ")}`);
  }
  output.data({ genesis: chain.genesis, chainName: chain.chainName, ...report });
  if (options.quiet) output.result(formatShortSummary(report));
  else {
    const { rerun, cwd } = context;
    const { resultPaint: paint } = terminal;
    const python = formatPython(report, context);
    const { chainName } = chain;
    output.result(...formatSummary(report, { paint, rerun, cwd, chainName, python }));
  }
  return code;
}

function formatPython(
  { miners, hfCache }: Report,
  { options, cwd }: DownloadContext,
): string | undefined {
  if (hfCache === undefined) return undefined;
  const { folder } = hfCache;
  // Python does not read .env, so only where nothing is set it is sure to look there by itself.
  const isUsual = options.hfCache === true && folder === readHubCache({ env: {}, cwd }).folder;
  return formatPythonCommand({ miners, folder: isUsual ? undefined : folder });
}
