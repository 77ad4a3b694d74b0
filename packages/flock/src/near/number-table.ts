/** Rows of a fixed number of unsigned 32-bit integers that grow in number. */
export interface NumberTable {
  readonly length: number;
  add(...numbers: readonly number[]): void;
  get(row: number, column: number): number;
}

/** An empty table with so many columns: a million pairs of five numbers are 20 MB, as objects they were five times that. */
export function createNumberTable(columns: number): NumberTable {
  let numbers = new Uint32Array(columns * 256);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(...row) {
      if ((length + 1) * columns > numbers.length) {
        const larger = new Uint32Array(2 * numbers.length);
        larger.set(numbers);
        numbers = larger;
      }
      numbers.set(row, length * columns);
      length += 1;
    },
    get: (row, column) => numbers[row * columns + column] ?? 0,
  };
}
