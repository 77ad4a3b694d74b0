import { type CommandContext, safe } from "@flock-tools/cli";
import { type ContainedRow, findNear, type NearPair } from "@flock-tools/neardup";
import type { NearFile } from "./near-files-input.ts";
import type { NearFilesOptions } from "./near-files-options.ts";
import type { TextSelection } from "./near-files-read.ts";
import type { NearFindings, NearQuestion } from "./near-files-report.ts";
import { createNearFilesSource, type NearLayout } from "./near-files-source.ts";
import { createNearProgress } from "./near-progress.ts";

type Context = Pick<CommandContext<NearFilesOptions>, "options" | "output" | "terminal" | "signal">;

export interface SearchedFiles {
  readonly findings: NearFindings;
  readonly layout: NearLayout;
}

/** What the options ask for, without what only decides how it is found. */
export function toQuestion(options: NearFilesOptions): NearQuestion {
  const { textColumn, includeSystem, engine, threshold, containment, clustersOnly } = options;
  return {
    textColumn,
    includeSystem: includeSystem && textColumn === undefined,
    engine,
    threshold,
    containment: containment === "off" || clustersOnly ? undefined : containment,
    clustersOnly,
  };
}

export function toSelection({ textColumn, includeSystem }: NearQuestion): TextSelection {
  return textColumn === undefined
    ? { kind: "conversation", includeSystem }
    : { kind: "column", path: textColumn };
}

/**
 * Searches the texts of all files.
 *
 * @throws FlockError; the abort reason
 */
export async function searchFiles(
  context: Context,
  files: readonly NearFile[],
): Promise<SearchedFiles> {
  const { options, output, signal } = context;
  const question = toQuestion(options);
  const source = createNearFilesSource({ files, selection: toSelection(question), signal });
  const pairs: NearPair[] = [];
  const contained: ContainedRow[] = [];
  output.status(safe`reading rows`);
  const result = await findNear(source.texts, {
    threshold: question.threshold,
    containment: question.containment,
    engine: options.engine,
    threads: options.threads,
    maxMemory: options.maxMemory,
    maxPairs: options.clustersOnly ? 0 : options.maxPairs,
    signal,
    onPairs: (found) => {
      for (const pair of found) pairs.push(pair);
    },
    onContained: (found) => {
      for (const row of found) contained.push(row);
    },
    onProgress: createNearProgress(context),
  });
  output.status(undefined);
  const layout = source.layout();
  if (layout === undefined) throw new TypeError("a search must read its source to the end");
  return { findings: { result, pairs, contained }, layout };
}
