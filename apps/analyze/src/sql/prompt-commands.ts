import { formatTable, type SafeText } from "@flock-tools/cli";
import { createFormatOptions } from "../format-options.ts";
import type { SqlContext } from "./sql-context.ts";
import { SQL_TABLES } from "./sql-tables.ts";

const HELP = [
  ".tables          the tables",
  ".schema [table]  their columns",
  ".quit            end; so does Ctrl-D",
  "Anything else is SQL, as DuckDB has it, over any number of lines up to a semicolon.",
  "Ctrl-C stops a statement that runs, and drops one that is typed.",
];

/** What the prompt does with a line that begins with a dot. */
export function createCommands(context: SqlContext): (words: readonly string[]) => void {
  const { output, terminal } = context;
  const { paint, width } = createFormatOptions(context);
  const listTables = (): SafeText[] =>
    formatTable({
      columns: [{ header: "table" }, { header: "what it has", minWidth: 20 }],
      rows: SQL_TABLES.map(({ schema, about }) => [schema.name, about]),
      width,
      paint,
    });
  const listColumns = (name: string | undefined): SafeText[] =>
    formatTable({
      columns: [
        { header: "table" },
        { header: "column" },
        { header: "type" },
        { header: "what it is", minWidth: 20 },
      ],
      rows: SQL_TABLES.filter(({ schema }) => name === undefined || schema.name === name).flatMap(
        ({ schema }) =>
          schema.columns.map((column) => [
            schema.name,
            column.name,
            column.type,
            column.description,
          ]),
      ),
      width,
      paint,
    });
  return ([command, name]) => {
    if (command === ".tables") output.result(...listTables());
    else if (command === ".schema") output.result(...listColumns(name?.toLowerCase()));
    else if (command === ".help") output.result(...HELP);
    else terminal.line(`there is no command ${command}: .help lists them`);
  };
}
