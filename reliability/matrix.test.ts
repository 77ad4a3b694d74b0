import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { listLines } from "./testing/matrix-lines.ts";
import { listTestNames } from "./testing/test-names.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const PAGE = readFileSync(join(root, "docs/RELIABILITY.md"), "utf8");
const GROUP = /^(?:chain|hub|disk|process|content|supply): /;

const FOLDERS: readonly string[] = ["apps", "packages", "reliability", "scripts"];
/** What is built and what is installed has no tests of ours. */
const LEFT_OUT: ReadonlySet<string> = new Set(["dist", "node_modules"]);

const named = listLines(PAGE).flatMap(({ tests }) => tests);

describe("docs/RELIABILITY.md", () => {
  it("names a test for each line", () => {
    const lines = listLines(PAGE);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter(({ tests }) => tests.length === 0)).toEqual([]);
  });

  it.each([...new Set(named.map(({ file }) => file))])("names tests that %s has", (file) => {
    const names = listTestNames(readFileSync(join(root, file), "utf8"));
    const wanted = named.filter((test) => test.file === file).map(({ name }) => name);
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("has a line for each test of the matrix", () => {
    const written = FOLDERS.flatMap(listTestFiles).flatMap((file) =>
      listTestNames(readFileSync(join(root, file), "utf8"))
        .filter((name) => GROUP.test(name))
        .map((name) => `${name} in ${file}`),
    );
    const lines = new Set(named.map(({ name, file }) => `${name} in ${file}`));
    expect(written.length).toBeGreaterThan(0);
    expect(written.filter((test) => !lines.has(test))).toEqual([]);
  });
});

function listTestFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : listTestFiles(path);
    return entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

describe("the readers of this test", () => {
  it("find a test by the text that it is called by", () => {
    const source = `
      describe("lake: drop", () => {});
      it.each([1])(\`lake: status \${1}\`, () => {});
      describe.each(A)("lake: stall, read by %s", () => {});
      it.each(A)("lake: output of %s %j", () => {});
      it.each(A)("lake: the rest (%s)", () => {});
      it.each(A)("lake: %s", () => {});
      it.skipIf(true)('lake: it\\'s "gone"', () => {});
      it.each([
        { name: "no test" },
      ] satisfies object[])(
        "lake: $name",
        () => {},
      );
      const text = "lake: no test";`;
    expect(listTestNames(source)).toEqual([
      "lake: drop",
      "lake: status ${1}",
      "lake: stall",
      "lake: output of",
      "lake: the rest",
      "lake: %s",
      `lake: it's "gone"`,
      "lake: $name",
    ]);
  });

  it("find the lines of each table with tests", () => {
    const page = `
## lake

| fault | promise | test |
| --- | --- | --- |
| drop | kept | \`lake: drop\` in \`a.test.ts\`, \`lake: b, c\` in \`b/c.test.ts\` |
| reset | kept | |

## other

| fault | found |
| --- | --- |
| x | y |
`;
    expect(listLines(page)).toEqual([
      {
        group: "lake",
        fault: "drop",
        tests: [
          { name: "lake: drop", file: "a.test.ts" },
          { name: "lake: b, c", file: "b/c.test.ts" },
        ],
      },
      { group: "lake", fault: "reset", tests: [] },
    ]);
  });
});
