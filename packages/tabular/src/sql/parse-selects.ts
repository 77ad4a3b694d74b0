import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteText } from "./stage.ts";

/** A part of a query as DuckDB's json_serialize_sql writes it. */
export type SyntaxNode = Readonly<Record<string, unknown>>;

interface Serialized {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly statements?: readonly { readonly node: SyntaxNode }[];
}

/**
 * What DuckDB takes each statement for; undefined if one of them is anything but a query.
 *
 * @throws Error with the words of DuckDB if it cannot be parsed
 */
export async function parseSelects(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly SyntaxNode[] | undefined> {
  const reader = await connection.runAndReadAll(`SELECT json_serialize_sql(${quoteText(sql)})`);
  const parsed = JSON.parse(String(reader.getRows()[0]?.[0])) as Serialized;
  if (!parsed.error) return (parsed.statements ?? []).map(({ node }) => node);
  if (parsed.error_type === "not implemented") return undefined;
  throw new Error(`Parser Error: ${parsed.error_message}`);
}

/** All parts, those within parts too. */
export function* walk(value: unknown): Generator<SyntaxNode, void, undefined> {
  // Not by recursion: SQL may be nested more deeply than the stack.
  const rest = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next)) yield next as SyntaxNode;
    for (const part of Object.values(next)) rest.push(part);
  }
}
