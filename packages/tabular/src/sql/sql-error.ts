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
      next: second.startsWith("Did you mean")
        ? second.slice(0, MOST_DETAILS)
        : suggestRewrite(first, known),
    })
  );
}

const NO_COLUMN =
  /Referenced column "(.*)" not found|does not have a column named "(.*)"|Column "(.*)" (?:in \w+ list not found|does not exist on)/;
const NO_TABLE = /Table with name "?(.+?)"? does not exist|Referenced table "(.*)" not found/;

function explainName(cause: Error, { tables, columns }: KnownNames): TabularError | undefined {
  const name = findName(NO_COLUMN, cause);
  if (name !== undefined) {
    const next = suggest(name, { names: columns, what: "columns" });
    return new TabularError("TABULAR_SQL", `there is no column ${name}`, { next, columns, cause });
  }
  const table = findName(NO_TABLE, cause);
  if (table === undefined) return undefined;
  const next = suggest(table, { names: tables, what: "tables" });
  return new TabularError("TABULAR_SQL", `there is no table ${table}`, { next, cause });
}

/** What the group says that the message has. */
function findName(pattern: RegExp, { message }: Error): string | undefined {
  return pattern
    .exec(message)
    ?.slice(1)
    .find((name) => name !== undefined);
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

// What DuckDB says of SQL that is spelt well.
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [
    /cannot contain (?:aggregates|window functions)/,
    "what is made of several rows is compared after HAVING or QUALIFY",
  ],
  [/must appear in the GROUP BY/, "end it with GROUP BY ALL, or take any_value of the column"],
  [
    /No function matches|Could not choose a best candidate/,
    "convert the values, as try_cast(system AS INTEGER) does: DESCRIBE tells the types of columns",
  ],
  [/is a table function but/, "write it after FROM"],
];
const MANUAL = "https://duckdb.org/docs/stable/sql/introduction";

function suggestRewrite(first: string, { tables }: KnownNames): string {
  // Without tables it is an expression over the columns of one row.
  if (tables.length === 0) return "write one condition over the columns of a row";
  if (first.includes("FROM clause is missing")) return `add FROM ${tables.join(" or ")}`;
  return REWRITES.find(([pattern]) => pattern.test(first))?.[1] ?? `see ${MANUAL}`;
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
  if (first.includes("prepared statement parameters")) {
    return new TabularError("TABULAR_SQL", "the SQL has places for values, and no values", {
      ...known,
      next: "write the values themselves in place of ? and $1",
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
