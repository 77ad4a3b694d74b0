import { describe, expect, it } from "vitest";
import { explainDifference, formatReport, isSound, type Result } from "./report.mjs";

const equal: Result = {
  client: "pyarrow",
  version: "26.0.1",
  call: "parquet.read_table",
  world: "rows",
  outcome: "equal",
};
const different: Result = { ...equal, outcome: "different", detail: "3 rows, not 4" };
const measured: Result = { ...equal, client: "other", outcome: "measured", detail: "it hangs" };
const skipped: Result = { ...equal, outcome: "skipped", detail: "there is no python3 here" };

describe("formatReport", () => {
  it("aligns the columns and counts the outcomes", () => {
    expect(formatReport([equal, { ...different, client: "pl" }, skipped, measured])).toBe(
      [
        "client   version  call                world",
        "pyarrow  26.0.1   parquet.read_table  rows   equal",
        "pl       26.0.1   parquet.read_table  rows   DIFFERENT: 3 rows, not 4",
        "pyarrow  26.0.1   parquet.read_table  rows   skipped: there is no python3 here",
        "other    26.0.1   parquet.read_table  rows   measured: it hangs",
        "",
        "1 equal, 1 different, 1 skipped, 1 measured",
        "",
      ].join("\n"),
    );
  });
});

describe("isSound", () => {
  it.each([
    { results: [equal], strict: true, sound: true },
    { results: [equal, measured], strict: true, sound: true },
    { results: [equal, skipped], strict: false, sound: true },
    { results: [equal, skipped], strict: true, sound: false },
    { results: [equal, different], strict: false, sound: false },
    { results: [], strict: false, sound: false },
  ])("is $sound of $results.length results, strict: $strict", ({ results, strict, sound }) => {
    expect(isSound(results, { strict })).toBe(sound);
  });
});

describe("explainDifference", () => {
  const wanted = { rows: 2, digest: "a", bag: "b", columns: { uid: "c", system: "d" } };
  it.each([
    { what: "nothing", found: wanted, detail: undefined },
    { what: "rows", found: { ...wanted, rows: 1, digest: "x" }, detail: "1 rows, not 2" },
    {
      what: "the order",
      found: { ...wanted, digest: "x", columns: { uid: "x", system: "x" } },
      detail: "the same rows in another order",
    },
    {
      what: "a column",
      found: { ...wanted, digest: "x", bag: "x", columns: { uid: "c", system: "x" } },
      detail: "other cells in system",
    },
  ])("says that $what differs", ({ found, detail }) => {
    expect(explainDifference(found, wanted)).toBe(detail);
  });
});
