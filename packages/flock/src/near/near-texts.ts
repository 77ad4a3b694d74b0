import { readTextStream } from "@flock-tools/dataset";
import type { TextBatch, TextSource } from "@flock-tools/neardup";
import type { NearRows } from "./near-rows.ts";
import { readRowLines, type ReadRowLinesOptions } from "./read-row-lines.ts";

export interface NearTextsOptions extends ReadRowLinesOptions {
  /** Whether the system prompt is part of a row's text. */
  readonly includeSystem: boolean;
}

/** The texts of rows for a search, and what was found out about them on the way. */
export interface NearTexts {
  /** One text for each row to read that has one, in their order, and an empty one behind them. */
  readonly source: TextSource;
  /** Of each text but the last the place of its row in all to read; known once the source was read to its end. */
  places(): readonly number[];
}

const LINE_FEED = Uint8Array.of(0x0a);
// Which rows are empty is for the search to say: it finds them together with this one.
const EMPTY_TEXT: TextBatch = { bytes: new Uint8Array(), offsets: Uint32Array.of(0, 0) };

/** Reads the rows anew each time the search asks for the texts, so that they are never in memory together. */
export function createNearTexts(
  { toRead }: Pick<NearRows, "toRead">,
  { includeSystem, ...options }: NearTextsOptions,
): NearTexts {
  let known: readonly number[] = [];
  return {
    places: () => known,
    async *source() {
      const places: number[] = [];
      const texts = readTextStream(readLines(toRead, options), {
        text: { kind: "conversation", includeSystem },
        // There is one cap of rows for a file, and these are many.
        caps: { rows: Number.MAX_SAFE_INTEGER },
        lend: true,
        signal: options.signal,
      });
      for await (const batch of texts) {
        for (const row of batch.rows) places.push(row);
        yield batch;
      }
      known = places;
      yield EMPTY_TEXT;
    },
  };
}

/** Rows of several files as one: a reader for each of many small files would cost more than they do. */
async function* readLines(
  toRead: NearRows["toRead"],
  options: ReadRowLinesOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const part of toRead) {
    for await (const lines of readRowLines(part, part.rows, options)) {
      yield Buffer.concat(lines.flatMap((line) => [line, LINE_FEED]));
    }
  }
}
