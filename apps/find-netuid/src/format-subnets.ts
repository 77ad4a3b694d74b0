import {
  formatCount,
  formatShare,
  formatTable,
  type Paint,
  type SafeText,
  type TableCell,
  type TableColumn,
} from "@flock-tools/cli";
import type { ScoredSubnet, Verdict } from "@flock-tools/flock";

const COLUMNS: readonly TableColumn[] = [
  { header: "netuid", align: "right" },
  { header: "name", minWidth: 8 },
  { header: "symbol", minWidth: 3 },
  { header: "miners", align: "right" },
  { header: "valid", align: "right" },
  { header: "score", align: "right" },
  { header: "verdict", minWidth: 5 },
];

const VERDICTS: Readonly<Record<Verdict, string>> = {
  flock: "FLock",
  "runner-up": "runner-up",
  "no-quorum": "too few valid commitments",
  "no-match": "no",
  "not-checked": "-",
};

export interface FormatSubnetsOptions {
  readonly paint: Paint;
  /** Cells of the terminal; undefined if nothing may be cut. */
  readonly width: number | undefined;
}

/** Scored subnets as a table, in the order given. */
export function formatSubnets(
  subnets: readonly ScoredSubnet[],
  { paint, width }: FormatSubnetsOptions,
): SafeText[] {
  const rows = subnets.map((subnet) => toRow(subnet, paint));
  return formatTable({ columns: COLUMNS, rows, width, paint });
}

function toRow(subnet: ScoredSubnet, paint: Paint): TableCell[] {
  const { netuid, name, symbol, neuronCount, share, score, verdict } = subnet;
  const texts = [
    String(netuid),
    name ?? "",
    symbol,
    formatCount(neuronCount),
    share === undefined ? "-" : formatShare(share),
    String(score),
    VERDICTS[verdict],
  ];
  if (verdict === "flock") return texts.map((text) => ({ text, style: paint.green }));
  return verdict === "not-checked" ? texts.map((text) => ({ text, style: paint.dim })) : texts;
}
