import { grow } from "./page-values.ts";

/** Of a row: it has no text, it has one, its text is too long, or it has a list without any. */
export const ROW = { none: 0, text: 1, tooLong: 2, noParts: 3 } as const;

/** What a row is before anything is added to it. */
export type FirstState = typeof ROW.none | typeof ROW.tooLong | typeof ROW.noParts;

/** Consecutive rows, those without a text too. */
export interface RowBlock {
  /** One of {@link ROW} for each row. */
  readonly states: Uint8Array;
  readonly bytes: Uint8Array;
  /** Of row i from `offsets[i]` up to, not including, `offsets[i + 1]`. */
  readonly offsets: Uint32Array;
}

/** Gathers the texts of rows, each out of any number of parts. */
export interface RowBlockBuilder {
  /** A row begins, and the one before ends. */
  open(first: FirstState): void;
  /** Adds to the row that is open, behind a line break if there is something already. */
  add(source: Uint8Array, start: number, end: number): void;
  /** The row that is open ends. */
  close(): void;
  isFull(): boolean;
  /** The rows since the last time; all of them must be closed. */
  take(): RowBlock;
}

export interface RowBlockBuilderOptions {
  /** Bytes from which on a block is full. */
  readonly batchBytes: number;
  /** The longest text. */
  readonly textBytes: number;
}

const MOST_ROWS = 2 ** 16;
const LINE_BREAK = 0x0a;

export function createRowBlockBuilder({
  batchBytes,
  textBytes,
}: RowBlockBuilderOptions): RowBlockBuilder {
  let bytes = new Uint8Array(batchBytes);
  let used = 0;
  let rows = 0;
  let states = new Uint8Array(MOST_ROWS);
  let offsets = new Uint32Array(MOST_ROWS + 1);
  let state: number | undefined;
  const close = (): void => {
    if (state === undefined) return;
    states[rows] = state;
    rows += 1;
    offsets[rows] = used;
    state = undefined;
  };
  return {
    close,
    isFull: () => used >= batchBytes || rows >= MOST_ROWS,
    open(first) {
      close();
      state = first;
    },
    add(source, start, end) {
      if (state === ROW.tooLong) return;
      const begin = offsets[rows] ?? 0;
      const separator = state === ROW.text ? 1 : 0;
      const length = used - begin + separator + end - start;
      if (length > textBytes) {
        state = ROW.tooLong;
        used = begin;
        return;
      }
      bytes = grow(bytes, begin + length);
      if (separator === 1) bytes[used] = LINE_BREAK;
      bytes.set(source.subarray(start, end), used + separator);
      used = begin + length;
      state = ROW.text;
    },
    take() {
      const block = {
        states: states.subarray(0, rows),
        bytes: bytes.subarray(0, used),
        offsets: offsets.subarray(0, rows + 1),
      };
      bytes = new Uint8Array(batchBytes);
      states = new Uint8Array(MOST_ROWS);
      offsets = new Uint32Array(MOST_ROWS + 1);
      used = 0;
      rows = 0;
      return block;
    },
  };
}
