import { DuckDBListType, DuckDBStructType, type DuckDBType } from "@duckdb/node-api";
import type { TabularColumn } from "./read-outline.ts";

/** A column, or a field within structs, that is no struct itself. */
export interface Column extends TabularColumn {
  /** What it holds in DuckDB's words. */
  readonly type: string;
  /** The parts of a row's text as an SQL expression over the table `file`: BLOB[], NULL where the row has none. */
  readonly parts: string | undefined;
}

/** The columns of a table, structs taken apart. */
export function listColumns(names: readonly string[], types: readonly DuckDBType[]): Column[] {
  return names.flatMap((name, index) => takeApart(types[index], [name]));
}

function takeApart(type: DuckDBType | undefined, names: readonly string[]): Column[] {
  if (type instanceof DuckDBStructType) {
    const { entryNames, entryTypes } = type;
    return entryNames.flatMap((name, index) => takeApart(entryTypes[index], [...names, name]));
  }
  return [{ path: names.join("."), type: String(type), ...findText(type, names) }];
}

/**
 * Nothing, but of each row anew: what it is appended to becomes a copy in memory that DuckDB counts. Otherwise a string
 * of a dictionary would be copied for each row that refers to it only on its way out of DuckDB, where no limit holds:
 * 200 rows of one string of 10 MB took 2 GB. Within lists strings are such copies anyway.
 */
const EMPTY = "repeat(''::BLOB, random()::BIGINT)";

function findText(
  type: DuckDBType | undefined,
  names: readonly string[],
): Pick<Column, "content" | "parts"> {
  const value = ["file", ...names.map(quote)].join(".");
  const bytes = toBytes(type, value);
  if (bytes !== undefined) {
    const parts = `CASE WHEN ${value} IS NOT NULL THEN [${bytes} || ${EMPTY}] END`;
    return { content: String(type) === "BLOB" ? "binary" : "text", parts };
  }
  const content = toBytes(findContent(type), `message."content"`);
  if (names.join(".") !== "conversations" || content === undefined) {
    return { content: "other", parts: undefined };
  }
  return { content: "message", parts: `list_transform(${value}, lambda message: ${content})` };
}

/** The type of `content` in a list of messages. */
function findContent(type: DuckDBType | undefined): DuckDBType | undefined {
  const message = type instanceof DuckDBListType ? type.valueType : undefined;
  if (!(message instanceof DuckDBStructType)) return undefined;
  return message.entryTypes[message.entryNames.indexOf("content")];
}

function toBytes(type: DuckDBType | undefined, value: string): string | undefined {
  if (String(type) === "BLOB") return value;
  return String(type) === "VARCHAR" ? `encode(${value})` : undefined;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
