import { expect, it } from "vitest";
import { createRowSchema, DUPE_COLUMNS, ROW_COLUMNS } from "./columns.ts";

// Files out there have them in this order: a change counts up the version.
it("has these columns", () => {
  const { name, version, columns } = createRowSchema({ dupes: true });
  expect([name, version]).toEqual(["flock-rows", 1]);
  const lines = columns.map((column) => {
    return `${column.name} ${column.type}${column.nullable ? " nullable" : ""}`;
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "netuid int32",
      "uid int32",
      "hotkey utf8",
      "coldkey utf8",
      "namespace utf8",
      "revision utf8",
      "competition_id utf8",
      "commitment_block int64",
      "first_seen_block int64",
      "observed_at timestamp",
      "row_index int64",
      "row_sha256 utf8",
      "canonical_sha256 utf8 nullable",
      "system utf8 nullable",
      "conversations messages nullable",
      "raw utf8 nullable",
      "n_turns int32 nullable",
      "n_chars int64 nullable",
      "valid bool",
      "cluster_id int64 nullable",
      "is_first bool",
      "nearest_uid int32 nullable",
      "similarity float64 nullable",
    ]
  `);
});

it("leaves the columns of twins out unless they are asked for", () => {
  expect(createRowSchema().columns).toEqual(ROW_COLUMNS);
  expect(createRowSchema({ dupes: true }).columns).toEqual([...ROW_COLUMNS, ...DUPE_COLUMNS]);
});

it("describes each in a sentence", () => {
  for (const { description } of [...ROW_COLUMNS, ...DUPE_COLUMNS]) {
    expect(description).toMatch(/^[A-Z].*\.$/);
  }
});
