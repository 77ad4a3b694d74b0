import { describe, expect, it } from "vitest";
import { digestFolded, digestRows } from "./cell-digest.mjs";
import { WORLDS } from "./worlds.mjs";

type Row = Readonly<Record<string, unknown>>;

async function readRows({ schema, open }: (typeof WORLDS)["hostile"]): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of open()) {
    for (const row of batch as readonly (readonly unknown[])[]) {
      rows.push(Object.fromEntries(schema.columns.map(({ name }, i) => [name, row[i]])));
    }
  }
  return rows;
}

function isSafe(row: Row): boolean {
  return Number.isSafeInteger(Number(row["commitment_block"]));
}

describe("the hostile rows", () => {
  it.each([
    { what: "NUL", has: ({ system }: Row) => String(system).includes("\0") },
    { what: "text that changes direction", has: ({ raw }: Row) => String(raw).includes("\u202e") },
    { what: "a cell of 1 MB", has: ({ raw }: Row) => Buffer.byteLength(String(raw)) > 1_000_000 },
    {
      what: "400 messages",
      has: ({ conversations }: Row) => Array.isArray(conversations) && conversations.length === 400,
    },
    {
      what: "an empty list",
      has: ({ conversations }: Row) => Array.isArray(conversations) && conversations.length === 0,
    },
    { what: "nulls", has: ({ conversations }: Row) => conversations === null },
    { what: "a block beyond 2^53", has: (row: Row) => row["commitment_block"] === 2n ** 53n + 1n },
    { what: "a time before 1970", has: (row: Row) => row["observed_at"] === -1n },
    { what: "a formula", has: ({ system }: Row) => system === "=1+1" },
    {
      what: "JSON text",
      has: ({ system }: Row) => typeof system === "object" && system !== null && "json" in system,
    },
  ])("have $what", async ({ has }) => {
    expect((await readRows(WORLDS.hostile)).some(has)).toBe(true);
  });

  it("are the same each time", async () => {
    const { schema, open } = WORLDS.hostile;
    expect(await digestRows(open(), schema)).toEqual(await digestRows(open(), schema));
  });

  it("are other rows where null is empty text, in columns of text alone", async () => {
    const { schema, open } = WORLDS.hostile;
    const [wanted, folded] = [await digestRows(open(), schema), await digestFolded(open(), schema)];
    const differing = Object.keys(wanted.columns).filter(
      (name) => folded.columns[name] !== wanted.columns[name],
    );
    expect(differing).toEqual(["canonical_sha256", "system", "raw"]);
  });
});

describe("the other worlds", () => {
  it("have more rows than a row group of 20,480", async () => {
    expect((await readRows(WORLDS.many)).length).toBe(21_000);
  });

  it("keep to numbers that JavaScript has where the rows are flat", async () => {
    const [flat, all] = [await readRows(WORLDS.flat), await readRows(WORLDS.hostile)];
    expect(flat.every(isSafe)).toBe(true);
    expect(all.every(isSafe)).toBe(false);
    expect(flat.length).toBe(all.length);
  });
});
