import type { TextBatch, TextSource } from "../src/index.ts";

/** One batch of texts; strings as UTF-8. */
export function toBatch(texts: readonly (string | Uint8Array)[]): TextBatch {
  const parts = texts.map((text) => (typeof text === "string" ? Buffer.from(text) : text));
  const offsets = new Uint32Array(parts.length + 1);
  for (const [index, part] of parts.entries()) {
    offsets[index + 1] = (offsets[index] ?? 0) + part.length;
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)), offsets };
}

/** A source of these texts in batches of `rowsPerBatch` (>= 1; one batch by default). */
export function toSource(
  texts: readonly (string | Uint8Array)[],
  rowsPerBatch: number = Math.max(1, texts.length),
): TextSource {
  const batches: TextBatch[] = [];
  for (let start = 0; start < texts.length; start += rowsPerBatch) {
    batches.push(toBatch(texts.slice(start, start + rowsPerBatch)));
  }
  return () => batches;
}
