import { resolveCaps, type RowCaps } from "../caps.ts";
import { canonicalize } from "../json/canonicalize.ts";
import { createScan, type Scan } from "../json/scan.ts";
import { createTextMemory, type TextMemory } from "./text-memory.ts";
import { resolveSelection, type SelectedKeys, type TextSelection } from "./text-selection.ts";
import type { PrintedKeys } from "./write-canonical-text.ts";

/** In the place of the end of a text, as the kernel has it too. */
export const NO_TEXT = 0;

/** What was made of a row: its text was added, it has none, or it is no row for every Python. */
export type TextOutcome = "text" | "without-text" | "error";

/** How many rows were read, and what was made of them. */
export interface RowTextsSummary {
  readonly rows: number;
  readonly texts: number;
  /** Rows that are valid, but have not what was selected. */
  readonly withoutText: number;
  /** Rows on which some Python raises, and those that a cap kept from being read. */
  readonly errors: number;
}

/**
 * Texts of rows, end to end: text i is `bytes[offsets[i]]` up to, not including, `offsets[i + 1]`; `offsets` has one
 * entry more than there are texts.
 */
export interface RowTexts {
  /** UTF-8, but for lone surrogates, each the three bytes that its number would have. */
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** Of each text the number of its row, from 0. */
  readonly rows: Uint32Array;
}

export interface TextScanOptions {
  readonly text?: TextSelection | undefined;
  readonly caps?: RowCaps | undefined;
}

/** The state of reading texts: those that are held, and how many rows there were. */
export interface TextScan {
  readonly memory: TextMemory;
  readonly caps: Required<RowCaps>;
  readonly printedKeys: PrintedKeys;
  /** Of the exact reader. */
  readonly exact: Scan;
  /** Ends of the texts that are held; the bytes are in the memory. */
  ends: number[];
  rows: number[];
  /** Bytes of the texts that are held. */
  size: number;
  readonly tally: { -readonly [name in keyof RowTextsSummary]: number };
}

/** @throws RangeError if a cap or the selection is not what it may be */
export function createTextScan({
  text = { kind: "conversation" },
  caps,
}: TextScanOptions = {}): TextScan {
  const limits = resolveCaps(caps);
  const selected = resolveSelection(text);
  const exact = createScan(limits.depth);
  return {
    memory: createTextMemory({ selected, caps: limits }),
    caps: limits,
    printedKeys: printKeys(selected),
    exact,
    ends: [],
    rows: [],
    size: 0,
    tally: { rows: 0, texts: 0, withoutText: 0, errors: 0 },
  };
}

function printKeys({ kind, keys, first }: SelectedKeys): PrintedKeys {
  const scan = createScan(1);
  const print = (key: string): Uint8Array => {
    const bytes = Buffer.from(JSON.stringify(key));
    return Uint8Array.from(canonicalize(scan, { bytes, start: 0, end: bytes.length }) ?? []);
  };
  return { kind, keys: keys.map(print), first: first === undefined ? undefined : print(first) };
}

/** Adds a row whose text has been written up to `end` in the memory, or that has none. */
export function addRow(scan: TextScan, end: number): TextOutcome {
  const { tally } = scan;
  tally.rows += 1;
  if (end === NO_TEXT) {
    tally.withoutText += 1;
    return "without-text";
  }
  tally.texts += 1;
  scan.size = end - scan.memory.textsAt;
  scan.ends.push(scan.size);
  scan.rows.push(tally.rows - 1);
  return "text";
}

export function addError({ tally }: TextScan): TextOutcome {
  tally.rows += 1;
  tally.errors += 1;
  return "error";
}

/** The texts that are held, which are then no longer held: a copy, or views that hold until the next row is read. */
export function takeTexts(scan: TextScan, as: "copy" | "view"): RowTexts {
  const { memory, ends, rows, size } = scan;
  const view = memory.heap.subarray(memory.textsAt, memory.textsAt + size);
  const offsets = new Uint32Array(ends.length + 1);
  offsets.set(ends, 1);
  scan.ends = [];
  scan.rows = [];
  scan.size = 0;
  return { bytes: as === "copy" ? view.slice() : view, offsets, rows: Uint32Array.from(rows) };
}
