// What may hold a semicolon that ends nothing: comments, and strings as DuckDB writes them ('..', e'..', "..", $$..$$).
const OPAQUE =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\be'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$/gi;

/** Whether a statement that is typed line by line has come to its semicolon. */
export function isComplete(statement: string): boolean {
  const rest = statement.replaceAll(OPAQUE, " ");
  return /;\s*$/.test(rest) && !/['"]|\/\*|\$\w*\$/.test(rest);
}
