import { TabularError } from "./errors.ts";
import type { Leaf } from "./schema.ts";

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

/** The columns that a text is made of. */
export interface TextColumns {
  readonly main: Leaf;
  readonly system: Leaf | undefined;
}

/**
 * @throws TabularError TABULAR_NO_COLUMN, TABULAR_NOT_TEXT
 */
export function selectTexts(leaves: readonly Leaf[], selection: TextSelection): TextColumns {
  if (selection.kind === "column") {
    return { main: findColumn(leaves, selection.path), system: undefined };
  }
  const main = leaves.find(isMessageContent);
  if (main === undefined) throw explainNoConversation(leaves);
  const system = leaves.find((leaf) => leaf.name === "system" && isText(leaf));
  return { main, system: selection.includeSystem === true ? system : undefined };
}

/** Whether it may be asked for as a column: strings, no list of them. */
export function isText({ content, maxRepetition }: Leaf): boolean {
  return content !== "other" && maxRepetition === 0;
}

/**
 * Whether it is `content` within the one list of messages: `conversations`, the repeated group that it is or holds, and
 * a group of a name that writers do not agree on (parquet-format, LogicalTypes.md, Lists).
 */
export function isMessageContent({ path, content, maxRepetition }: Leaf): boolean {
  if (path[0]?.name !== "conversations" || path.at(-1)?.name !== "content") return false;
  if (content === "other" || maxRepetition !== 1) return false;
  const repeated = path.findIndex(({ repetition }) => repetition === "REPEATED");
  if (repeated === 0) return path.length === 2;
  return repeated === 1 && (path.length === 3 || path.length === 4);
}

function findColumn(leaves: readonly Leaf[], path: string): Leaf {
  const found = leaves.find(({ name }) => name === path);
  if (found !== undefined && isText(found)) return found;
  const isThere = found !== undefined || leaves.some(({ name }) => name.startsWith(`${path}.`));
  if (!isThere) {
    throw new TabularError("TABULAR_NO_COLUMN", `there is no column ${path}`, listColumns(leaves));
  }
  const what = describe(found);
  throw new TabularError(
    "TABULAR_NOT_TEXT",
    `the column ${path} holds ${what}, not strings`,
    listColumns(leaves),
  );
}

function describe(leaf: Leaf | undefined): string {
  if (leaf === undefined) return "other columns";
  if (leaf.maxRepetition > 0) return "lists";
  return `values of type ${leaf.type}`;
}

function explainNoConversation(leaves: readonly Leaf[]): TabularError {
  const isThere = leaves.some(({ path }) => path[0]?.name === "conversations");
  return isThere
    ? new TabularError(
        "TABULAR_NOT_TEXT",
        "the column conversations is no list of messages with a string content",
        listColumns(leaves),
      )
    : new TabularError(
        "TABULAR_NO_COLUMN",
        "there is no column conversations",
        listColumns(leaves),
      );
}

const MOST_LISTED = 20;

function listColumns(leaves: readonly Leaf[]): {
  readonly columns: readonly string[];
  readonly details: string;
} {
  const columns = leaves.map(({ name }) => name);
  const rest = columns.length - MOST_LISTED;
  const shown = columns.slice(0, MOST_LISTED).join(", ");
  return { columns, details: `it has ${shown}${rest > 0 ? ` and ${rest} more` : ""}` };
}
