/** What a call of `it`, `test` or `describe`, with whatever stands between, is called by; a template as it is written. */
const CALL =
  /(?:^[ \t]*(?:it|test|describe)\b[^"'`\n]*?\(|\)\()\s*(?:"((?:\\.|[^"\\\n])*)"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`)/gm;
/** A last part that is another for each case. */
const VARYING = /(?:, [^,]*| \([^)]*|:? )%[a-z].*$/;

/** The names of the tests and suites of a file, read from its source; a last part that varies is left off. */
export function listTestNames(source: string): string[] {
  return [...source.matchAll(CALL)].map(([, double, single, template]) => {
    const name = (double ?? single ?? template ?? "").replaceAll(/\\(.)/g, "$1");
    const rest = name.replace(VARYING, "");
    return rest.includes(" ") ? rest : name;
  });
}
