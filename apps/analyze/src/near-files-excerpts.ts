import {
  locateText,
  type NearFilesSourceOptions,
  type NearLayout,
  readUnchanged,
  type RowPlace,
} from "./near-files-source.ts";
import { shortenText } from "./shorten-text.ts";

/** The beginning of a row's text, if it was asked for; hostile text. */
export type Excerpts = (place: RowPlace) => string;

/** Code points that are kept: two of them stand on one line of a wide terminal. */
const MOST_POINTS = 60;
// Of four bytes each, and one more to see that there is more.
const BYTES_READ = 4 * (MOST_POINTS + 1);

export interface ReadExcerptsOptions extends NearFilesSourceOptions {
  readonly layout: NearLayout;
  /** Ascending, each once. */
  readonly wanted: readonly number[];
}

/**
 * Reads the beginnings of some texts. Files are read as far as the last text that is wanted of them, and not at all if
 * none is.
 *
 * @throws what reading the texts throws
 */
export async function readExcerpts({
  layout,
  wanted,
  ...options
}: ReadExcerptsOptions): Promise<Excerpts> {
  const excerpts = new Map<string, string>();
  const { starts } = layout;
  let next = 0;
  for (const [index, file] of options.files.entries()) {
    const end = starts[index + 1] ?? 0;
    if ((wanted[next] ?? Infinity) >= end) continue;
    let first = starts[index] ?? 0;
    for await (const { bytes, offsets } of readUnchanged(file, options)) {
      const count = offsets.length - 1;
      for (
        let text = wanted[next];
        text !== undefined && text < first + count;
        text = wanted[next]
      ) {
        const [from, until] = offsets.subarray(text - first, text - first + 2);
        excerpts.set(keyOf(locateText(layout, text)), toExcerpt(bytes.subarray(from, until)));
        next += 1;
      }
      first += count;
      if ((wanted[next] ?? Infinity) >= end) break;
    }
  }
  return (place) => excerpts.get(keyOf(place)) ?? "";
}

function keyOf({ file, row }: RowPlace): string {
  return `${file}:${row}`;
}

/** In one line: white space of all kinds would only take room. */
function toExcerpt(bytes: Uint8Array): string {
  const isCut = bytes.length > BYTES_READ;
  // As of a stream, half a character at the cut is left out.
  const decoded = new TextDecoder().decode(bytes.subarray(0, BYTES_READ), { stream: isCut });
  const line = decoded.replaceAll(/\s+/g, " ").trim();
  const short = shortenText(line, MOST_POINTS);
  return isCut && short === line ? `${line}…` : short;
}
