import { type CommandContext, EXIT_CODES } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import { findRowUses } from "@flock-tools/flock";
import { createFormatOptions } from "./format-options.ts";
import { formatRows } from "./format-row.ts";
import { openIndexedStore } from "./open-indexed-store.ts";
import type { RowOptions } from "./options.ts";
import { createRowReports, type RowReport } from "./row-report.ts";
import { shortenText } from "./shorten-text.ts";
import { dataDirArguments } from "./source-arguments.ts";

type RowContext = CommandContext<RowOptions>;

/** `pnpm analyze row HASH`: every miner, block and commit of one row. */
export async function analyzeRow(context: RowContext): Promise<number> {
  const { options, output, words } = context;
  const sha256 = parseHash(words[0] ?? "");
  const store = await openIndexedStore(context, options.dataDir);
  try {
    const rows = createRowReports(store, findRowUses(store, { sha256 }));
    output.status(undefined);
    output.data({ sha256, rows });
    if (options.quiet) output.result(...listHotkeys(rows));
    else {
      const next = nextCommand(context, rows);
      output.result(...formatRows(rows, { ...createFormatOptions(context), sha256, next }));
    }
    return rows.length === 0 ? EXIT_CODES.failure : EXIT_CODES.ok;
  } finally {
    store.close();
  }
}

function listHotkeys(rows: readonly RowReport[]): Set<string> {
  return new Set(rows.flatMap(({ uses }) => uses.flatMap(({ claim }) => claim?.hotkey ?? [])));
}

/** The first two miners that have the row in common, if there are two. */
function nextCommand(context: RowContext, [row]: readonly RowReport[]): string {
  const uids = new Set(row?.uses.flatMap(({ claim }) => claim?.uid ?? []));
  const [a, b] = [...uids].map(String);
  const analysis = a === undefined || b === undefined ? ["dupes"] : ["pair", a, b];
  return context.commandLine("analyze", [...analysis, ...dataDirArguments(context)]);
}

/** @throws UsageError for what is not the beginning of a hash */
function parseHash(text: string): string {
  const hash = text.toLowerCase();
  if (/^[0-9a-f]{8,64}$/.test(hash)) return hash;
  throw new UsageError(
    `a row is named by the first digits of its SHA-256, 8 to 64 of 0-9 and a-f: got ${shortenText(text, 70)}`,
    { next: "pnpm analyze pair shows the hashes of rows" },
  );
}
