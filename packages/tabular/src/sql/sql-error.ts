import { TabularError } from "../errors.ts";
import { nearestNames } from "./nearest-names.ts";

/** What a query may name. */
export interface KnownNames {
  readonly tables: readonly string[];
  readonly columns: readonly string[];
}

const MOST_DETAILS = 300;
const MOST_NAMES = 40;

/** What DuckDB throws for SQL that somebody wrote, as an error of this package; anything else as it is. */
export function toSqlError(error: unknown, known: KnownNames): unknown {
  if (!(error instanceof Error) || !/^[A-Z][\w ]* Error: /i.test(error.message)) return error;
  const [first = "", second = ""] = error.message.split("\n", 2);
  const details = first.slice(0, MOST_DETAILS);
  return (
    explainName(error, known) ??
    explainKind(first, { details, cause: error }) ??
    new TabularError("TABULAR_SQL", "the SQL cannot be run", {
      details,
      cause: error,
      ...(second.startsWith("Did you mean") ? { next: second.slice(0, MOST_DETAILS) } : {}),
    })
  );
}

const NO_COLUMN = /Referenced column "(.*)" not found|does not have a column named "(.*)"/;
const NO_TABLE = /Table with name (.+) does not exist/;

function explainName(cause: Error, { tables, columns }: KnownNames): TabularError | undefined {
  const [, column, columnOfTable] = NO_COLUMN.exec(cause.message) ?? [];
  const name = column ?? columnOfTable;
  if (name !== undefined) {
    const next = suggest(name, { names: columns, what: "columns" });
    return new TabularError("TABULAR_SQL", `there is no column ${name}`, { next, columns, cause });
  }
  const [, table] = NO_TABLE.exec(cause.message) ?? [];
  if (table === undefined) return undefined;
  const next = suggest(table, { names: tables, what: "tables" });
  return new TabularError("TABULAR_SQL", `there is no table ${table}`, { next, cause });
}

interface Suggestion {
  readonly names: readonly string[];
  readonly what: "columns" | "tables";
}

function suggest(name: string, { names, what }: Suggestion): string {
  const nearest = nearestNames(name, names);
  if (nearest.length > 0) return `did you mean ${nearest.join(" or ")}?`;
  if (names.length === 0) return `there are no ${what}`;
  const more = names.length > MOST_NAMES ? " ..." : "";
  return `the ${what} are ${names.slice(0, MOST_NAMES).join(", ")}${more}`;
}

function explainKind(
  first: string,
  known: { readonly details: string; readonly cause: Error },
): TabularError | undefined {
  if (first.startsWith("Out of Memory Error")) {
    return new TabularError("TABULAR_TOO_LARGE", "the query takes more memory than it may", {
      ...known,
      next: "select fewer columns or rows, or allow more memory",
    });
  }
  if (first.startsWith("Permission Error")) {
    return new TabularError("TABULAR_SQL", "SQL can open no file, address or extension", {
      ...known,
      next: "select from the tables that are there: SHOW TABLES lists them",
    });
  }
  if (/^(?:Conversion|Invalid Input|Out of Range) Error/.test(first)) {
    return new TabularError("TABULAR_SQL", "a value is not what the SQL takes it for", {
      ...known,
      next: "where some values cannot be converted, try_cast gives NULL for them",
    });
  }
  if (!first.startsWith("Parser Error")) return undefined;
  return new TabularError("TABULAR_SQL", "the SQL cannot be understood", {
    ...known,
    next: "check the spelling, quotes and brackets",
  });
}
