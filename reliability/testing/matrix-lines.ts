/** One line of the matrix in docs/RELIABILITY.md. */
export interface MatrixLine {
  readonly group: string;
  readonly fault: string;
  readonly tests: readonly { readonly name: string; readonly file: string }[];
}

/** The lines of every table that has a column `test`, with the heading of level 2 above it as their group. */
export function listLines(page: string): MatrixLine[] {
  return page.split(/^(?=## )/m).flatMap((section) => {
    const group = /^## (.*)$/m.exec(section)?.[1] ?? "";
    const [head, , ...rows] = section.split("\n").filter((line) => line.startsWith("|"));
    const at = parseRow(head ?? "").indexOf("test");
    if (at === -1) return [];
    return rows.map(parseRow).map((row) => ({
      group,
      fault: row[0] ?? "",
      tests: [...(row[at] ?? "").matchAll(/`([^`]+)` in `([^`]+)`/g)].map(
        ([, name = "", file = ""]) => ({ name, file }),
      ),
    }));
  });
}

function parseRow(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
