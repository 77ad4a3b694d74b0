export type NumberArray =
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>;

/** Numbers side by side, as many as there are. */
export interface Numbers<T extends NumberArray> {
  readonly length: number;
  add(value: T[number]): void;
  /** All of them, until the next change. */
  view(): T;
  clear(): void;
}

const FIRST_LENGTH = 1_024;

export function createNumbers<T extends NumberArray>(create: (length: number) => T): Numbers<T> {
  let array = create(FIRST_LENGTH);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(value) {
      if (length === array.length) {
        const grown = create(2 * length);
        grown.set(array as never);
        array = grown;
      }
      array[length] = value as never;
      length += 1;
    },
    view: () => array.subarray(0, length) as T,
    clear() {
      length = 0;
    },
  };
}

/** Bits from the lowest of the first byte on, as Arrow has them. */
export interface Bits {
  readonly length: number;
  /** How many are not set. */
  readonly zeros: number;
  add(bit: boolean): void;
  /** All of them, until the next change. */
  view(): Uint8Array;
  clear(): void;
}

export function createBits(): Bits {
  let bytes = new Uint8Array(FIRST_LENGTH);
  let length = 0;
  let zeros = 0;
  return {
    get length() {
      return length;
    },
    get zeros() {
      return zeros;
    },
    add(bit) {
      const place = length >> 3;
      if (place === bytes.length) {
        const grown = new Uint8Array(2 * place);
        grown.set(bytes);
        bytes = grown;
      }
      if (bit) bytes[place] = (bytes[place] ?? 0) | (1 << (length & 7));
      else zeros += 1;
      length += 1;
    },
    view: () => bytes.subarray(0, (length + 7) >> 3),
    clear() {
      bytes.fill(0);
      length = 0;
      zeros = 0;
    },
  };
}
