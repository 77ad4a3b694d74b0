// The kept table: what was compared when somebody last looked.

/**
 * The page with the tables of these sections in the place of their former ones. What stands before the first section, and
 * sections that were not run or could not be, stay.
 *
 * @param {string} page Markdown, with a heading of level 2 for each section.
 * @param {readonly (readonly [section: string, results: readonly import("./report.mjs").Result[]])[]} compared
 */
export function updateKept(page, compared) {
  const [head = "", ...parts] = page.split(/^(?=## )/m);
  const sections = new Map(parts.map((part) => [/^## (.*)$/m.exec(part)[1], part.trimEnd()]));
  for (const [section, results] of compared) {
    const rows = results.filter(({ outcome }) => outcome !== "skipped");
    if (rows.length > 0) sections.set(section, `## ${section}\n\n${formatTable(rows)}`);
  }
  const names = [...sections.keys()].toSorted();
  return `${[head.trimEnd(), ...names.map((name) => sections.get(name))].join("\n\n")}\n`;
}

function formatTable(results) {
  const rows = results.map(({ client, version, call, world, outcome, detail }) =>
    [client, version, call, world, detail ? `${outcome}: ${detail}` : outcome].map(escapeCell),
  );
  const head = ["client", "version", "call", "world", "found"];
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length)));
  const toLine = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(toLine).join("\n");
}

/** One line that no Markdown is read from; an underscore within a word is none. */
function escapeCell(text) {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*{}[\]<>|]|\b_|_\b/g, (sign) => `\\${sign}`);
}
