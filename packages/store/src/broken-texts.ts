import { isUtf8 } from "node:buffer";
import { StoreError } from "./errors.ts";
import { type Sqlite, type SqlValue, toText } from "./sqlite.ts";

/**
 * Texts of the catalog that a flipped bit has made none, a line for each column of a table. libsql ends the whole process
 * when it reads one (libsql 0.9.30, src/value.rs), so that they are read as bytes here: first the names of tables, which
 * messages repeat.
 *
 * @param isMeant which tables to look at; default all
 */
export function findBrokenTexts(
  sqlite: Sqlite,
  isMeant: (table: string) => boolean = () => true,
): string[] {
  const broken = findBrokenNames(sqlite);
  if (broken.length > 0) return broken;
  const sources = listSources(sqlite).filter(({ table }) => isMeant(table));
  return [...new Set(sources.flatMap((source) => findIn(sqlite, source)))];
}

/**
 * Makes sure that a catalog can be read without an end of the process, but for what runs came to: that grows with each, and
 * is read as bytes.
 *
 * @throws StoreError STORE_CORRUPT
 */
export function refuseBrokenTexts(sqlite: Sqlite, catalog: string): void {
  const [first] = findBrokenTexts(sqlite, (table) => table !== "run_outcomes");
  if (first === undefined) return;
  throw new StoreError("STORE_CORRUPT", `${catalog} is damaged`, {
    details: first,
    next: "run pnpm dl --verify, which says what can be done",
  });
}

function findBrokenNames(sqlite: Sqlite): string[] {
  return sqlite
    .all("SELECT CAST(name AS BLOB) AS name, CAST(sql AS BLOB) AS sql FROM sqlite_schema")
    .filter(({ name, sql }) => ![name, sql].every((bytes) => isText(bytes)))
    .map(({ name }) => `the definition of ${toText(name)} is no text`);
}

interface Source {
  readonly table: string;
  /** An index of it, out of which a query may read as well. */
  readonly index: string | undefined;
  /** All that it holds. Columns of any type: a flipped bit makes text of a number. */
  readonly columns: readonly string[];
}

const OWN_TABLES = "t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
const TABLES = `SELECT t.name AS "table", NULL AS "index", json_group_array(c.name) AS columns
  FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
  WHERE ${OWN_TABLES} GROUP BY t.name`;
const INDEXES = `SELECT t.name AS "table", i.name AS "index", json_group_array(x.name) AS columns
  FROM pragma_table_list AS t, pragma_index_list(t.name) AS i, pragma_index_xinfo(i.name) AS x
  WHERE ${OWN_TABLES} AND NOT i.partial AND NOT (t.wr AND i.origin = 'pk') AND x.name IS NOT NULL
  GROUP BY t.name, i.name`;

function listSources(sqlite: Sqlite): Source[] {
  return sqlite.all(`${TABLES} UNION ALL ${INDEXES}`).map(({ table, index = null, columns }) => ({
    table: String(table),
    index: index === null ? undefined : String(index),
    columns: JSON.parse(String(columns)) as string[],
  }));
}

// Of plain ASCII there is nothing to check.
const NOT_ASCII = "'*[^' || char(1) || '-' || char(127) || ']*'";

/** Asks for all columns at once: SQLite reads some alone out of an index that has them. */
function findIn(sqlite: Sqlite, { table, index, columns }: Source): string[] {
  const bytes = columns.map((column) => {
    return `CASE WHEN typeof(${column}) = 'text' AND ${column} GLOB ${NOT_ASCII} THEN CAST(${column} AS BLOB) END AS ${column}`;
  });
  const from = index === undefined ? table : `${table} INDEXED BY "${index}"`;
  return sqlite
    .all(
      `SELECT * FROM (SELECT ${bytes.join(", ")} FROM ${from})
       WHERE coalesce(${[...columns, "NULL"].join(", ")}) IS NOT NULL`,
    )
    .flatMap((row) => columns.filter((column) => !isText(row[column])))
    .map((column) => `a ${column} of ${table} is no text`);
}

function isText(bytes: SqlValue | undefined): boolean {
  return !(bytes instanceof Uint8Array) || isUtf8(bytes);
}
