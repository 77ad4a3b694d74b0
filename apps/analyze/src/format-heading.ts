import { formatCount, type Paint, safe, type SafeText } from "@flock-tools/cli";
import type { JudgementReport, RuleSet } from "@flock-tools/flock";
import type { Origin } from "./open-source.ts";
import { shortenPath } from "./shorten-path.ts";

export interface FormatHeadingOptions {
  readonly origin: Origin;
  readonly paint: Paint;
  readonly cwd: string;
}

/** What is judged, by which rules, and against which pool. */
export function formatHeading(
  { block, chosenBy, ruleSet, pool }: JudgementReport,
  { origin, paint, cwd }: FormatHeadingOptions,
): SafeText[] {
  return [
    paint.bold(describeOrigin(origin, { block, chosenBy, ruleSet, cwd })),
    safe`  rules ${ruleSet.name}: ${describeRules(ruleSet)}`,
    safe`  ${describePool(pool, cwd)}`,
  ];
}

type Choice = Pick<JudgementReport, "block" | "chosenBy" | "ruleSet">;

const CHOICES = {
  "as-of": "the newest that was seen by then",
  "submission-window": "the last that was seen in the submission window that closed last",
  newest: "the newest that was seen",
} as const satisfies Record<NonNullable<JudgementReport["chosenBy"]>, string>;

function describeChoice({ chosenBy, ruleSet }: Choice): string {
  if (chosenBy === undefined) return "";
  const isMissed = chosenBy === "newest" && ruleSet.submissionWindow !== undefined;
  const note = isMissed ? " (nothing was seen of the submission window that closed last)" : "";
  return `, ${CHOICES[chosenBy]}${note}`;
}

function describeOrigin(
  origin: Origin,
  { cwd, ...choice }: Choice & { readonly cwd: string },
): SafeText {
  if (origin.kind === "folder") return safe`${shortenPath(origin.folder, cwd)}`;
  if (origin.kind === "files") return safe`${formatCount(origin.files.length)} files`;
  const { block } = choice;
  if (block === undefined) return safe`netuid ${origin.netuid}`;
  const time = new Date(block.timestamp).toISOString().slice(0, 16).replace("T", " ");
  return safe`netuid ${origin.netuid}, block ${formatCount(block.number)} (${time} UTC)${describeChoice(choice)}`;
}

function describeRules({ rows, threshold, membership, pinRule }: RuleSet): string {
  return [
    `the first ${rows} rows count`,
    ...(membership ? ["each must be in the pool, once"] : []),
    `more than ${threshold} shared rows convict the later of two`,
    ...(pinRule ? ["the commit must be pinned"] : []),
  ].join("; ");
}

function describePool(pool: JudgementReport["pool"], cwd: string): string {
  const { certainty, repoId, commit, path, rowCount, seenAt } = pool;
  if (certainty === "unknown") return "pool: none at hand";
  const rows = `${formatCount(rowCount ?? pool.rows)} rows`;
  if (path !== undefined) return `pool: ${shortenPath(path, cwd)}, ${rows}`;
  const name = `${repoId ?? ""} at ${(commit ?? "").slice(0, 8)}`;
  const at = seenAt === undefined ? "" : ` at block ${formatCount(seenAt)}`;
  const how = { pinned: "pinned", seen: `seen${at}`, assumed: `assumed: seen${at || " once"}` };
  const note = certainty === "given" ? "" : ` (${how[certainty]})`;
  return pool.status === "missing"
    ? `pool: ${name}${note} is not at hand`
    : `pool: ${name}${note}, ${rows}`;
}
