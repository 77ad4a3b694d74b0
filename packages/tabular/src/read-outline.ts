import { resolveCaps, type TabularCaps } from "./caps.ts";
import { readFooter } from "./footer.ts";
import { openInputFile, type TabularFile } from "./input-file.ts";
import { isMessageContent, isText } from "./select-texts.ts";

/** A column of a Parquet file. Its path was written by whoever wrote the file: hostile text. */
export interface TabularColumn {
  /** Names joined by "."; what `readTextColumn` takes if it holds text. */
  readonly path: string;
  /**
   * - `text`: strings.
   * - `binary`: bytes of which nothing says what they mean; they can be read as text.
   * - `message`: the `content` of the messages of conversations.
   * - `other`: anything else, lists of strings too.
   */
  readonly content: "text" | "binary" | "message" | "other";
}

/** What a Parquet file holds, by its footer alone. */
export interface TabularOutline {
  readonly rows: number;
  readonly rowGroups: number;
  readonly columns: readonly TabularColumn[];
}

/**
 * @throws TabularError, RangeError for a cap beyond its limits
 */
export async function readOutline(
  file: TabularFile,
  { caps }: { readonly caps?: TabularCaps } = {},
): Promise<TabularOutline> {
  const { footerBytes } = resolveCaps(caps);
  const input = await openInputFile(file);
  try {
    const { leaves, rows, rowGroups } = await readFooter(input, footerBytes);
    const columns = leaves.map((leaf): TabularColumn => {
      if (isMessageContent(leaf)) return { path: leaf.name, content: "message" };
      return { path: leaf.name, content: isText(leaf) ? leaf.content : "other" };
    });
    return { rows, rowGroups: rowGroups.length, columns };
  } finally {
    await input.close();
  }
}
