import { EXIT_CODES } from "@flock-tools/cli";
import { isClosedPipe } from "../closed-pipe.ts";
import { openIndexedStore } from "../open-indexed-store.ts";
import { checkExportOptions } from "./check-options.ts";
import { chooseTarget } from "./choose-target.ts";
import type { ExportContext } from "./export-context.ts";
import { createExportProgress } from "./export-progress.ts";
import { exportFile } from "./export-file.ts";
import { exportHub } from "./export-hub.ts";
import { exportMix } from "./export-mix.ts";
import { showPlan } from "./show-plan.ts";
import { checkWhere } from "./where-filter.ts";

/** `pnpm export FORMAT`: rows with where they are from, as files. */
export async function runExport(context: ExportContext): Promise<number> {
  const request = checkExportOptions(context);
  const target = await chooseTarget(context, request);
  await checkWhere(context);
  const store = await openIndexedStore(context, context.options.dataDir);
  try {
    const job = { context, store, request, target, progress: createExportProgress(context) };
    if (context.options.dryRun) await showPlan(job);
    else if (request.kind === "mix") await exportMix(job);
    else if (request.kind === "hub") await exportHub(job);
    else await exportFile(job);
    return EXIT_CODES.ok;
  } catch (error) {
    // `export csv --out - | head`: what was read is what was wanted.
    if (target.kind === "stdout" && isClosedPipe(error)) return EXIT_CODES.ok;
    throw error;
  } finally {
    store.close();
  }
}
