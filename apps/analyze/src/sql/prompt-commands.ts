import { formatTable, safe, type SafeText } from "@flock-tools/cli";
import type { SqlContext } from "./sql-context.ts";
import type { SqlTable } from "./sql-table.ts";
import { SQL_TABLES } from "./sql-tables.ts";

const HELP = [
  ".tables          the tables",
  ".schema [table]  their columns",
  ".quit            end; so does Ctrl-D",
  "Anything else is SQL, as DuckDB has it, over any number of lines up to a semicolon.",
  "Ctrl-C stops a statement that runs, and drops one that is typed.",
];

const COLUMNS = [
  { header: "table" },
  { header: "column" },
  { header: "type" },
  { header: "what it is", minWidth: 20 },
];

/** What commands print through. */
interface CommandsContext {
  readonly terminal: SqlContext["terminal"];
  readonly output: Pick<SqlContext["output"], "result">;
}

/** What the prompt does with a line that begins with a dot. */
export function createCommands(context: CommandsContext): (words: readonly string[]) => void {
  const { output, terminal } = context;
  const paint = terminal.resultPaint;
  const width = terminal.resultColumns();
  const listTables = (): SafeText[] =>
    formatTable({
      columns: [{ header: "table" }, { header: "what it has", minWidth: 20 }],
      rows: SQL_TABLES.map(({ schema, about }) => [schema.name, about]),
      width,
      paint,
    });
  const showColumns = (name: string | undefined): void => {
    const tables = SQL_TABLES.filter(({ schema }) => name === undefined || schema.name === name);
    if (tables.length === 0)
      terminal.line(safe`there is no table ${name ?? ""}: .tables lists them`);
    else
      output.result(...formatTable({ columns: COLUMNS, rows: listColumns(tables), width, paint }));
  };
  return ([command, name]) => {
    if (command === ".tables") output.result(...listTables());
    else if (command === ".schema") showColumns(name?.toLowerCase());
    else if (command === ".help") output.result(...HELP);
    else terminal.line(safe`there is no command ${command ?? ""}: .help lists them`);
  };
}

function listColumns(tables: readonly SqlTable[]): string[][] {
  return tables.flatMap(({ schema }) =>
    schema.columns.map(({ name, type, description }) => [schema.name, name, type, description]),
  );
}
