import { displayWidth, fitWidth, padWidth } from "./display-width.ts";
import { createPaint, type Paint } from "./paint.ts";
import { joinSafe, type SafeText, type SafeValue, trustText } from "./safe-text.ts";
import { sanitise } from "./sanitise.ts";

export interface TableColumn {
  readonly header: string;
  /** `"left"` unless told. */
  readonly align?: "left" | "right";
  /** Cells below which the column is never cut; columns without it are not cut at all. */
  readonly minWidth?: number;
}

/** Plain text, sanitised when it is drawn, or text with a style. */
export type TableCell =
  | string
  | { readonly text: string; readonly style: (value: SafeValue) => SafeText };

export interface TableOptions {
  readonly columns: readonly TableColumn[];
  /** One cell a column. */
  readonly rows: readonly (readonly TableCell[])[];
  /** Cells of the terminal; without it nothing is cut. */
  readonly width?: number | undefined;
  /** For the headers. */
  readonly paint?: Paint;
}

const GAP = "  ";

/**
 * A table as lines, its headers first. Where it is wider than `width`, the columns that have a `minWidth` are cut, the
 * widest first.
 */
export function formatTable({
  columns,
  rows,
  width = Infinity,
  paint = createPaint(false),
}: TableOptions): SafeText[] {
  const texts = rows.map((row) => columns.map((_, index) => cellText(row[index] ?? "")));
  const natural = columns.map(({ header }, index) =>
    texts.reduce(
      (widest, row) => Math.max(widest, displayWidth(row[index] ?? "")),
      displayWidth(header),
    ),
  );
  const widths = shrinkToFit(natural, columns, width - GAP.length * (columns.length - 1));
  const draw = (cells: readonly string[], style: (value: SafeText, index: number) => SafeText) =>
    joinSafe(
      cells.map((text, index) => style(trustText(place({ text, index, columns, widths })), index)),
      GAP,
    );
  const header = draw(
    columns.map((column) => column.header),
    (value) => paint.bold(value),
  );
  const body = texts.map((cells, row) =>
    draw(cells, (value, index) => {
      const cell = rows[row]?.[index];
      return typeof cell === "object" ? cell.style(value) : value;
    }),
  );
  return [header, ...body];
}

function cellText(cell: TableCell): string {
  return sanitise(typeof cell === "string" ? cell : cell.text);
}

interface Placed {
  readonly text: string;
  readonly index: number;
  readonly columns: readonly TableColumn[];
  readonly widths: readonly number[];
}

/** One cell's text, cut and padded; a left-aligned last column has no spaces behind it. */
function place({ text, index, columns, widths }: Placed): string {
  const width = widths[index] ?? 0;
  const align = columns[index]?.align ?? "left";
  const fitted = fitWidth(text, width);
  return align === "left" && index === columns.length - 1 ? fitted : padWidth(fitted, width, align);
}

function shrinkToFit(
  natural: readonly number[],
  columns: readonly TableColumn[],
  available: number,
): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const widest = widestShrinkable(widths, columns);
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function widestShrinkable(
  widths: readonly number[],
  columns: readonly TableColumn[],
): number | undefined {
  let widest: number | undefined;
  for (const [index, { minWidth }] of columns.entries()) {
    const width = widths[index] ?? 0;
    if (minWidth === undefined || width <= minWidth) continue;
    if (widest === undefined || width > (widths[widest] ?? 0)) widest = index;
  }
  return widest;
}
