/**
 * A row of which it is not known what Python prints: it would be too long to be held. It is the same as another one of
 * the same bytes, and may be the same as any that is printed at that length, however that is spelled.
 */
export interface OpenRow {
  /** By its bytes: a small number, as rows have that are known. */
  readonly key: number;
  /** Bytes of what Python prints. */
  readonly atLeast: number;
}

/** What has to be known of the rows of one file to say which of another's they may be equal to. */
export interface OpenRows {
  /** Distinct ones. */
  readonly open: readonly OpenRow[];
  /** Bytes that Python prints for the longest of the others; 0 without any. */
  readonly longest: number;
}

/** Whether a row may be equal to one of these that has other bytes. */
export function mayEqualAny({ key, atLeast }: OpenRow, { open, longest }: OpenRows): boolean {
  return longest >= atLeast || open.some((other) => other.key !== key);
}

/** How many rows two files share at least and at most, if `count` of the distinct ones that both have are alike. */
export function boundShared(
  count: number,
  a: OpenRows,
  b: OpenRows,
): { readonly least: number; readonly most: number } {
  if (a.open.length === 0 && b.open.length === 0) return { least: count, most: count };
  const shared = new Set(a.open.map(({ key }) => key).filter((key) => hasKey(b, key)));
  // Two rows of one file that are equal are one.
  const isSure = !shared.size || (!mayRepeat(a) && !mayRepeat(b));
  const left = a.open.filter((row) => !shared.has(row.key) && mayEqualAny(row, b));
  const right = b.open.filter((row) => !shared.has(row.key) && mayEqualAny(row, a));
  const isAmongOpen =
    left.every(({ atLeast }) => atLeast > b.longest) &&
    right.every(({ atLeast }) => atLeast > a.longest);
  const more = isAmongOpen ? Math.min(left.length, right.length) : left.length + right.length;
  return { least: isSure ? count : count - shared.size, most: count + more };
}

function hasKey({ open }: OpenRows, key: number): boolean {
  return open.some((row) => row.key === key);
}

function mayRepeat(file: OpenRows): boolean {
  return file.open.some((row) => mayEqualAny(row, file));
}
