import type { TableSchema } from "@flock-tools/tabular";
import type { ExportPlan } from "./export-plan.ts";
import type { HubFile } from "./hub-layout.ts";
import { describeSelection } from "./hub-layout-selection.ts";
import { toMarkdownCode, toYamlString } from "./hub-layout-text.ts";
import type { RowSelection } from "./row-selection.ts";

/** A file of the layout, and what was written to it. */
export interface WrittenHubFile extends HubFile {
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
}

export interface CreateHubReadmeOptions {
  readonly plan: ExportPlan;
  /** Of the files. */
  readonly schema: TableSchema;
  /** What was written; those without rows are passed over. */
  readonly files: readonly WrittenHubFile[];
  /** By which the rows were chosen. */
  readonly selection?: RowSelection | undefined;
  /** The SQL expression by which they were chosen as well. */
  readonly where?: string | undefined;
}

/**
 * The README.md of a data set that is laid out for the Hub: a configuration a competition for whoever loads it, and a
 * data card for people. What miners wrote can do nothing in it. The same input gives the same text. Pure.
 */
export function createHubReadme({
  plan,
  schema,
  files,
  selection = {},
  where,
}: CreateHubReadmeOptions): string {
  const written = files.filter(({ rows }) => rows > 0);
  const configs = listConfigs(written);
  const sections = [
    describeFrontMatter(plan, configs),
    describeWhat(plan, { configs, schema }),
    describeLoading(configs),
    describeOrigin(plan),
    describeChoice(plan, { selection, where }),
    describeCompetitions(configs),
    describeMiners(written),
    describeColumns(schema),
    LIMITS,
  ];
  return `${sections.join("\n\n")}\n`;
}

/** One configuration: the rows of one competition. */
interface HubConfig {
  readonly name: string;
  /** Hostile. */
  readonly competitionId: string;
  readonly miners: number;
  readonly rows: number;
  readonly bytes: number;
}

function listConfigs(files: readonly WrittenHubFile[]): HubConfig[] {
  const configs = new Map<string, HubConfig>();
  for (const { config: name, miner, rows, bytes } of files) {
    const { competitionId } = miner;
    const known = configs.get(name) ?? { name, competitionId, miners: 0, rows: 0, bytes: 0 };
    configs.set(name, {
      ...known,
      miners: known.miners + 1,
      rows: known.rows + rows,
      bytes: known.bytes + bytes,
    });
  }
  return [...configs.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function describeFrontMatter({ netuid }: ExportPlan, configs: readonly HubConfig[]): string {
  const rows = sum(configs.map((config) => config.rows));
  return [
    "---",
    `pretty_name: ${toYamlString(`Data sets of Bittensor subnet ${netuid}`)}`,
    "license: other",
    "license_name: unknown",
    "task_categories:",
    "- text-generation",
    "tags:",
    "- bittensor",
    "- flock-off",
    `size_categories:`,
    `- ${getSizeCategory(rows)}`,
    ...(configs.length === 0 ? [] : ["configs:"]),
    ...configs.flatMap(({ name }) => [
      `- config_name: ${toYamlString(name)}`,
      "  data_files:",
      "  - split: train",
      `    path: ${toYamlString(`data/${name}/*.parquet`)}`,
    ]),
    "---",
  ].join("\n");
}

// The Hub's own classes (huggingface.co/docs/hub, datasets-cards).
const SIZES = ["n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M"];

function getSizeCategory(rows: number): string {
  return SIZES[Math.max(0, String(rows).length - 3)] ?? "100M<n<1B";
}

function describeWhat(
  { netuid, block }: ExportPlan,
  { configs, schema }: { readonly configs: readonly HubConfig[]; readonly schema: TableSchema },
): string {
  const rows = sum(configs.map((config) => config.rows));
  const miners = sum(configs.map((config) => config.miners));
  const isTurns = schema.columns.some(({ name }) => name === "turn_index");
  return [
    `# Data sets of Bittensor subnet ${netuid}`,
    "",
    `${count(rows, "row")} of ${count(miners, "miner")}, as their commitments stood at block ${block.number} (\`${block.hash}\`) of ${formatTime(block.timestamp)}.`,
    "",
    "Miners of this subnet publish data sets on Hugging Face, each a file with one conversation a line, and commit on chain to the repository and revision that is to be judged. Here are the rows of those files in Parquet, each with where it is from: the miner, the repository and its Git commit, the block of the commitment, and the place of the row in its file.",
    ...(isTurns
      ? ["", "Each message is a row of its own here, with all that is known of its row."]
      : []),
  ].join("\n");
}

function describeLoading(configs: readonly HubConfig[]): string {
  const [first] = configs;
  if (first === undefined) return "There are no rows.";
  return [
    "There is a configuration for each competition. To load one:",
    "",
    "```python",
    "from datasets import load_dataset",
    "",
    `rows = load_dataset("<this repository>", ${toYamlString(first.name)}, split="train")`,
    "```",
  ].join("\n");
}

function describeOrigin({ netuid, block, miners, leftOut }: ExportPlan): string {
  const reasons = new Map<string, number>();
  for (const { reason } of leftOut) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const lines = [...reasons]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, of]) => `- ${toMarkdownCode(reason)}: ${of}`);
  const others = lines.length === 0 ? "" : " Others were left out, for these reasons:";
  return [
    "## Where rows are from",
    "",
    `The commitments were read of subnet ${netuid} at block ${block.number}. The files of ${count(miners.length, "miner")} were fetched from Hugging Face, each checked against its hash, and each row is held against the hash that it had then.${others}`,
    ...(lines.length === 0 ? [] : ["", ...lines]),
  ].join("\n");
}

function describeChoice(
  { ruleSet, range }: ExportPlan,
  { selection, where }: { readonly selection: RowSelection; readonly where: string | undefined },
): string {
  const parts = describeSelection(selection, { where, range, ruleSet });
  return [
    "## How rows were chosen",
    "",
    ...(parts.length === 0
      ? ["All rows of the files are here, in their order: good and bad, and copies too."]
      : ["Rows were chosen in this order:", "", ...parts.map((part) => `1. ${part}`)]),
  ].join("\n");
}

function describeCompetitions(configs: readonly HubConfig[]): string {
  return [
    "## Competitions",
    "",
    "| competition | configuration | miners | rows | bytes |",
    "| --- | --- | ---: | ---: | ---: |",
    ...configs.map(
      ({ name, competitionId, miners, rows, bytes }) =>
        `| ${toMarkdownCode(competitionId)} | ${toMarkdownCode(name)} | ${miners} | ${rows} | ${bytes} |`,
    ),
  ].join("\n");
}

function describeMiners(files: readonly WrittenHubFile[]): string {
  return [
    "## Miners",
    "",
    "| uid | hotkey | repository | revision | block | rows | file |",
    "| ---: | --- | --- | --- | ---: | ---: | --- |",
    ...files.map(
      ({ path, miner, rows }) =>
        `| ${miner.uid} | ${toMarkdownCode(miner.hotkey)} | ${toMarkdownCode(miner.repoId)} | ${toMarkdownCode(miner.commit)} | ${miner.commitmentBlock} | ${rows} | ${toMarkdownCode(path)} |`,
    ),
  ].join("\n");
}

function describeColumns({ name, version, columns }: TableSchema): string {
  return [
    "## Columns",
    "",
    `Schema ${toMarkdownCode(name)}, version ${version}.`,
    "",
    "| column | type | may be null | meaning |",
    "| --- | --- | --- | --- |",
    ...columns.map(
      ({ name: column, type, nullable, description }) =>
        `| \`${column}\` | \`${TYPES[type]}\` | ${nullable ? "yes" : "no"} | ${description.replaceAll("|", "\\|")} |`,
    ),
  ].join("\n");
}

const TYPES: Readonly<Record<TableSchema["columns"][number]["type"], string>> = {
  int32: "int32",
  int64: "int64",
  float64: "float64",
  bool: "bool",
  utf8: "string",
  timestamp: "timestamp, microseconds, UTC",
  messages: "list of struct(role string, content string)",
};

const LIMITS = [
  "## What this does not promise",
  "",
  "- Nobody has checked what the rows say. They are what miners wrote: they may be wrong, harmful, copied, personal, or written to trick whoever reads or runs them. Treat every text as hostile.",
  "- The licences are the miners', and most name none. That rows are here gives nobody a right to use them.",
  "- A row is here because its miner committed to it, not because it is good or was its work. Copies of other miners' rows are rows too, unless the choice above leaves them out.",
  "- Uids are slots that change hands. Go by the hotkey, and by the block.",
  "- Miners replace their data sets. This is how things stood at the block above.",
].join("\n");

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function formatTime(timestamp: number): string {
  return `${new Date(timestamp).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
