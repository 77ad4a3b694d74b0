import { TabularError } from "./errors.ts";
import type { Column } from "./list-columns.ts";

/** Which text of a row is meant. */
export type TextSelection =
  | {
      /** The `content` of each message of the list `conversations`, joined by line breaks. */
      readonly kind: "conversation";
      /** Puts the column `system` in front. */
      readonly includeSystem?: boolean;
    }
  | {
      /** A column of strings, a field within structs by its path: names joined by ".". */
      readonly kind: "column";
      readonly path: string;
    };

/**
 * The parts of each row's text as an SQL expression: BLOB[], NULL where the row has none.
 *
 * @throws TabularError TABULAR_NO_COLUMN, TABULAR_NOT_TEXT
 */
export function selectTexts(columns: readonly Column[], selection: TextSelection): string {
  if (selection.kind === "column") return selectColumn(columns, selection.path);
  const main = columns.find(({ content }) => content === "message")?.parts;
  if (main === undefined) throw explainNoConversation(columns);
  const system = columns.find(({ path }) => path === "system");
  if (selection.includeSystem !== true || system?.parts === undefined) return main;
  // A row without messages has no text, whatever its system prompt.
  return `CASE WHEN ${main} IS NOT NULL THEN list_concat(${system.parts}, ${main}) END`;
}

function selectColumn(columns: readonly Column[], path: string): string {
  const found = columns.find((column) => column.path === path);
  if (found?.parts !== undefined && found.content !== "message") return found.parts;
  if (found === undefined && !columns.some((column) => column.path.startsWith(`${path}.`))) {
    throw new TabularError("TABULAR_NO_COLUMN", `there is no column ${path}`, list(columns));
  }
  const message = `the column ${path} holds ${describe(found)}, not strings`;
  throw new TabularError("TABULAR_NOT_TEXT", message, list(columns));
}

function describe(column: Column | undefined): string {
  if (column === undefined) return "other columns";
  return column.type.endsWith("[]") ? "lists" : `values of type ${column.type}`;
}

function explainNoConversation(columns: readonly Column[]): TabularError {
  const isThere = columns.some(({ path }) => path.split(".", 1)[0] === "conversations");
  return isThere
    ? new TabularError(
        "TABULAR_NOT_TEXT",
        "the column conversations is no list of messages with a string content",
        list(columns),
      )
    : new TabularError("TABULAR_NO_COLUMN", "there is no column conversations", list(columns));
}

const MOST_LISTED = 20;

function list(columns: readonly Column[]): {
  readonly columns: readonly string[];
  readonly details: string;
} {
  const paths = columns.map(({ path }) => path);
  const rest = paths.length - MOST_LISTED;
  const shown = paths.slice(0, MOST_LISTED).join(", ");
  return { columns: paths, details: `it has ${shown}${rest > 0 ? ` and ${rest} more` : ""}` };
}
