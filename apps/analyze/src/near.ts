import { resolve } from "node:path";
import { type CommandContext, EXIT_CODES, formatCount, safe } from "@flock-tools/cli";
import { createFormatOptions } from "./format-options.ts";
import { checkTexts } from "./near-files-check.ts";
import { groupClusters, type TextClusters } from "./near-files-clusters.ts";
import { type Excerpts, readExcerpts } from "./near-files-excerpts.ts";
import { formatNearHeading, formatNearSections, formatNearTotals } from "./near-files-format.ts";
import { findNearFiles, type NearFile } from "./near-files-input.ts";
import { shortenNames } from "./near-files-names.ts";
import { NEAR_FILES_OPTIONS, type NearFilesOptions } from "./near-files-options.ts";
import { createNearFilesReport, type NearFilesReport } from "./near-files-report.ts";
import { type SearchedFiles, searchFiles, toQuestion, toSelection } from "./near-files-search.ts";
import { listWanted } from "./near-files-wanted.ts";
import { writeNearFiles } from "./near-files-write.ts";
import { prepareFolder } from "./report-files.ts";
import { shortenPath } from "./shorten-path.ts";

type NearContext = CommandContext<NearFilesOptions>;

/** A search, and where what it found is written. */
interface Found extends SearchedFiles {
  readonly files: readonly NearFile[];
  readonly groups: TextClusters;
  readonly report: NearFilesReport;
  readonly out: string | undefined;
}

/** `pnpm analyze near FILES`: rows of any files that are near each other. */
export async function analyzeNear(context: NearContext): Promise<number> {
  const { options, output, cwd, words } = context;
  const out = options.out === undefined ? undefined : resolve(cwd, options.out);
  const { files, repeated, refused } = await findNearFiles(words, cwd);
  if (out !== undefined) await prepareFolder(out);
  for (const message of refused) output.warn(`${message}: it is left out`);
  for (const name of repeated) output.warn(`${name} was given more than once: it is read once`);
  const searched = await searchFiles(context, files);
  await checkTexts(context, files, searched.layout.summaries);
  const groups = groupClusters(searched.findings.result);
  const question = toQuestion(options);
  const report = createNearFilesReport({ question, files, groups, ...searched });
  warnOfTruncation(context, report);
  output.data(report);
  const found = { ...searched, files, groups, report, out };
  const textOf = await readShown(context, found);
  if (out !== undefined) {
    const { firstOf } = searched.findings.result;
    const envelope = output.envelope(true);
    await writeNearFiles({ ...found, folder: out, envelope, textOf, firstOf });
  }
  printReport(context, found, textOf);
  return EXIT_CODES.ok;
}

function warnOfTruncation(
  { output, options }: NearContext,
  { truncated, clustersOnly }: NearFilesReport,
): void {
  const most = formatCount(options.maxPairs);
  const cut = [
    ...(truncated.pairs && !clustersOnly ? ["pairs"] : []),
    ...(truncated.contained ? ["contained rows"] : []),
  ];
  for (const what of cut) {
    output.warn(
      `only the first ${most} ${what} in the order of rows are listed, clusters are complete: --max-pairs lists more`,
    );
  }
  if (truncated.clusters && (options.json || options.out !== undefined)) {
    output.warn("there are too many rows in clusters for JSON: clusters.csv of --out has all");
  }
}

/** The beginnings of the texts that will be seen: those of the lists on the screen, and all for files. */
async function readShown(context: NearContext, found: Found): Promise<Excerpts> {
  const { options, output, signal } = context;
  const { files, findings, groups, layout, out, report } = found;
  const isSeen = !options.json && !options.quiet;
  if (out === undefined && !isSeen) return () => "";
  const most = out === undefined ? createFormatOptions(context).most : Infinity;
  const wanted = listWanted(findings, groups, { most });
  output.status("reading the texts of what was found");
  const selection = toSelection(report);
  const textOf = await readExcerpts({ files, selection, signal, layout, wanted });
  output.status(undefined);
  return textOf;
}

function printReport(context: NearContext, found: Found, textOf: Excerpts): void {
  const { output, options, terminal, cwd } = context;
  const { report, files, out } = found;
  if (options.quiet) {
    output.result(formatNearTotals(report));
    return;
  }
  const { resultPaint: paint } = terminal;
  const { folder, names } = shortenNames(files);
  output.result(...formatNearHeading(report, { paint, folder }));
  const format = { ...createFormatOptions(context), names, textOf };
  for (const { title, lines } of formatNearSections(report, format)) {
    if (lines.length > 0) output.result("", paint.bold(title), ...lines);
  }
  output.result("");
  if (out !== undefined) output.result(safe`written to ${shortenPath(out, cwd)}`);
  else output.result(safe`${paint.cyan("next:")} ${nextCommand(context)}`);
}

// What decides about the result, and so belongs to it; how many threads found it does not.
const REPEATED_OPTIONS = [
  "textColumn",
  "includeSystem",
  "threshold",
  "containment",
  "engine",
  "clustersOnly",
  "maxPairs",
] as const satisfies readonly (keyof NearFilesOptions)[];

/** The same again, with everything in files. */
function nextCommand({ commandLine, words, options, sources }: NearContext): string {
  const given = REPEATED_OPTIONS.filter((key) => sources[key] === "flag");
  const flags = given.flatMap((key) => {
    const [flag = ""] = NEAR_FILES_OPTIONS[key].flags.split(" ");
    return options[key] === true ? [flag] : [flag, String(options[key])];
  });
  const paths = [...new Set(words)].toSorted();
  return commandLine("analyze", ["near", ...paths, ...flags, "--out", "near-report"]);
}
