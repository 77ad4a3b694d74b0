import { expect, it } from "vitest";
import { updateKept } from "./keep.mjs";

const row = { client: "c", version: "1", call: "get_all | x", world: "demo" };
const PAGE = `# Conformance

Text.

## b

old table

## a

kept
`;

it("replaces a section that was compared, and keeps the others in order", () => {
  const page = updateKept(PAGE, [["b", [{ ...row, outcome: "equal" as const }]]]);
  expect(page).toBe(`# Conformance

Text.

## a

kept

## b

| client | version | call         | world | found |
| ------ | ------- | ------------ | ----- | ----- |
| c      | 1       | get_all \\| x | demo  | equal |
`);
  expect(updateKept(page, [["b", [{ ...row, outcome: "equal" as const }]]])).toBe(page);
});

it("keeps what could not be compared again, and says how things differ", () => {
  const skipped = { ...row, outcome: "skipped" as const, detail: "no python3" };
  const different = { ...row, outcome: "different" as const, detail: "2 rows,\nnot 3" };
  const page = updateKept("# C\n\n## a\n\nkept\n", [
    ["a", [skipped]],
    ["c", [skipped, different]],
  ]);
  expect(page).toContain("## a\n\nkept\n\n## c\n");
  expect(page).toMatch(/different: 2 rows, not 3 \|\n$/);
  expect(page).not.toContain("skipped");
});
