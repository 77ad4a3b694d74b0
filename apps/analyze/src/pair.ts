import { resolve } from "node:path";
import { type CommandContext, EXIT_CODES } from "@flock-tools/cli";
import type { Uid } from "@flock-tools/core";
import { createJudgementReport } from "@flock-tools/flock";
import { createFormatOptions } from "./format-options.ts";
import { formatPair } from "./format-pair.ts";
import { openSource, type OpenSource } from "./open-source.ts";
import type { PairOptions } from "./options.ts";
import { findPairNear } from "./pair-near.ts";
import { writePairFiles } from "./pair-files.ts";
import { createPairReport, type PairReport } from "./pair-report.ts";
import { prepareFolder } from "./report-files.ts";
import { createRowTexts } from "./row-texts.ts";
import { dataDirArguments, sourceArguments } from "./source-arguments.ts";
import { warnOfGaps } from "./warn-of-gaps.ts";

type PairContext = CommandContext<PairOptions>;

/** `pnpm analyze pair A B`: two miners, row by row, and what is nearly the same. */
export async function analyzePair(context: PairContext): Promise<number> {
  const { output, words, options, cwd } = context;
  const out = options.out === undefined ? undefined : resolve(cwd, options.out);
  if (out !== undefined) await prepareFolder(out);
  const areUids = words.every((word) => /^\d{1,5}$/.test(word));
  output.status("reading the data sets");
  const opened = await openSource(context, areUids ? [] : words);
  try {
    const whole = createJudgementReport(opened.source, { steps: options.steps });
    const uids = areUids ? toUids(words.map(Number)) : findUids(context, opened);
    const exact = createPairReport({ opened, whole, uids });
    output.status("looking for near twins");
    const report = { ...exact, near: await findPairNear(context, { opened, uids }) };
    output.status(undefined);
    warnOfGaps(context, whole);
    output.data(report);
    if (out !== undefined) {
      await writePairFiles({ folder: out, report, envelope: output.envelope(true) });
    }
    if (options.quiet) output.result(String(report.rows.length));
    else {
      const textOf = createRowTexts(opened.store, report.a.sha256);
      const next = nextCommand(context, report);
      const format = createFormatOptions(context);
      output.result(...formatPair(report, { ...format, whole, textOf, next, cwd, out }));
    }
    return EXIT_CODES.ok;
  } finally {
    opened.close();
  }
}

function toUids([a = 0, b = 0]: readonly Uid[]): readonly [Uid, Uid] {
  return [a, b];
}

/** The uids that the files got, in the order in which they were given; one file given twice is two miners. */
function findUids({ words, cwd }: PairContext, { source }: OpenSource): readonly [Uid, Uid] {
  const [a, b] = words.map((word) => resolve(cwd, word));
  const first = source.miners.find(({ path }) => path === a);
  const second = source.miners.findLast(({ path }) => path === b);
  return [first?.uid ?? 0, second?.uid ?? 0];
}

function nextCommand(context: PairContext, { rows: [row], origin }: PairReport): string {
  const { commandLine } = context;
  if (row !== undefined && origin.kind === "store") {
    return commandLine("analyze", [
      "row",
      row.canonical.slice(0, 12),
      ...dataDirArguments(context),
    ]);
  }
  const paths = origin.kind === "store" ? [] : context.words;
  return commandLine("analyze", ["dupes", ...paths, ...sourceArguments(context, origin)]);
}
