import { formatCount, joinSafe, safe, type SafeText } from "@flock-tools/cli";
import { formatContained, formatPercent } from "./format-near-rows.ts";
import { formatWordDiff } from "./format-word-diff.ts";
import { type FormatOptions, limitRows } from "./limit-rows.ts";
import type { NearTwin } from "./pair-near.ts";
import type { PairReport } from "./pair-report.ts";

const MOST_CHANGES = 6;

/** The near twins of two miners, each with what was changed. */
export function formatPairNear({ a, b, near }: PairReport, options: FormatOptions): SafeText[] {
  const { paint, most } = options;
  const { twins, contained } = near;
  const { shown, rest } = limitRows(twins, { most, noun: "twins" });
  const changes = most === Infinity ? Infinity : MOST_CHANGES;
  return [
    ...(twins.length === 0
      ? []
      : [
          EMPTY_LINE,
          paint.bold("Near twins"),
          ...shown.flatMap((twin) => [
            formatTwin(twin, a.uid, b.uid),
            ...formatDiff(twin, { paint, most: changes }),
          ]),
          ...rest,
        ]),
    ...(contained.length === 0
      ? []
      : [EMPTY_LINE, paint.bold("Contained rows"), ...formatContained(contained, options)]),
  ];
}

const EMPTY_LINE = safe``;
const INDENT = safe`    `;

function formatTwin(
  { inA, inB, jaccard, percent, from }: NearTwin,
  a: number,
  b: number,
): SafeText {
  const ofA = `row ${formatCount(inA.row + 1)} of uid ${a}`;
  const ofB = `row ${formatCount(inB.row + 1)} of uid ${b}`;
  const [first, second] = from === "a" ? [ofA, ofB] : [ofB, ofA];
  return safe`  ${first}, ${second}: ${formatPercent(percent)} (${jaccard})`;
}

function formatDiff({ diff }: NearTwin, options: Parameters<typeof formatWordDiff>[1]): SafeText[] {
  if (diff === undefined) return [];
  return formatWordDiff(diff, options).map((line) => joinSafe([INDENT, line], ""));
}
