// Tables of Markdown, as oxfmt leaves them.

/** Each table of a page, as rows of cells with the head first, replaced by what `change` makes of it. */
export function mapTables(page, change) {
  return page.replaceAll(/(?:^\|.*\|\n)+/gm, (text) => {
    const [head, , ...rows] = text.trimEnd().split("\n").map(parseRow);
    return `${formatTable(change([head, ...rows]))}\n`;
  });
}

/** Without a line end at the end. */
export function formatTable([head, ...rows]) {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((row) => row[at].length)));
  const toLine = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(toLine).join("\n");
}

/** The signs of Markdown in a cell stay as they are. */
function parseRow(line) {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
