// What the texts of rows are, said in the plainest way: by what readRows prints of each, parsed whole.

const TOKEN = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;

/** For every row of a file its text, as bytes in a latin1 string; null if it has none, undefined if it is an error. */
export function slowTexts(file, selection, { readRows, caps }) {
  return Array.from(readRows(file, { caps }), ({ status, canonical }) => {
    if (status !== "valid") return undefined;
    // JSON.parse knows no NaN; a number in its place has no text either.
    const json = canonical
      .toString("latin1")
      .replaceAll(TOKEN, (token) => (token.startsWith('"') ? token : "0"));
    const text = textOf(JSON.parse(json), selection);
    return text === null ? null : encode(text).toString("latin1");
  });
}

function textOf(row, selection) {
  if (selection.kind === "column") {
    const value = selection.path.split(".").reduce(get, row);
    return typeof value === "string" ? value : null;
  }
  const list = get(row, "conversations");
  if (!Array.isArray(list)) return null;
  const system = selection.includeSystem ? [get(row, "system")] : [];
  const contents = list.map((message) => get(message, "content"));
  return [...system, ...contents].filter((part) => typeof part === "string").join("\n");
}

function get(value, key) {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** UTF-8, with a lone surrogate as the three bytes that its number would have. */
function encode(text) {
  const parts = text.split(/(\p{Surrogate})/u).map((part) => {
    const unit = part.charCodeAt(0);
    return /^\p{Surrogate}$/u.test(part)
      ? Buffer.of(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f))
      : Buffer.from(part);
  });
  return Buffer.concat(parts);
}
