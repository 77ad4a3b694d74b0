import { type CommandContext, EXIT_CODES, formatTable, type TableColumn } from "@flock-tools/cli";
import { RULE_SETS, type RuleSet } from "@flock-tools/flock";

const COLUMNS: readonly TableColumn[] = [
  { header: "name" },
  { header: "in force" },
  { header: "rows", align: "right" },
  { header: "shared rows that convict", align: "right" },
  { header: "steps draw" },
  { header: "submissions" },
  { header: "pool", minWidth: 12 },
];

/** `--rules list`: the known rule sets. */
export function listRules({ output, terminal }: CommandContext<object>): number {
  output.data({ ruleSets: RULE_SETS });
  const table = formatTable({
    columns: COLUMNS,
    rows: RULE_SETS.map(toRow),
    width: terminal.resultColumns(),
    paint: terminal.resultPaint,
  });
  output.result(...table);
  return EXIT_CODES.ok;
}

function toRow(rules: RuleSet): string[] {
  const { name, validFrom, validUntil, rows, threshold, sample, submissionWindow, pool } = rules;
  return [
    name,
    validUntil === undefined ? `from ${validFrom}` : `${validFrom} until ${validUntil}`,
    `first ${rows}`,
    `more than ${threshold}`,
    `${sample.check}, ${sample.evaluate} of them to train`,
    submissionWindow === undefined
      ? "any time"
      : `${submissionWindow.from}-${submissionWindow.until} UTC`,
    `${pool.repoId}@${pool.revision}`,
  ];
}
