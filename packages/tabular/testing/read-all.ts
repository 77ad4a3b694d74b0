import type { RowTexts, RowTextsSummary } from "../src/row-texts.ts";

export interface ReadTexts {
  /** Row number and text. */
  readonly texts: readonly (readonly [number, string])[];
  readonly batches: number;
  readonly summary: RowTextsSummary;
}

/** All that a reading gives. */
export async function readAll(
  reading: AsyncGenerator<RowTexts, RowTextsSummary, undefined>,
): Promise<ReadTexts> {
  const texts: [number, string][] = [];
  let batches = 0;
  for (;;) {
    const { value, done } = await reading.next();
    if (done === true) return { texts, batches, summary: value };
    batches += 1;
    for (const [index, row] of value.rows.entries()) {
      const bytes = value.bytes.subarray(value.offsets[index], value.offsets[index + 1]);
      texts.push([row, Buffer.from(bytes).toString("utf8")]);
    }
  }
}
