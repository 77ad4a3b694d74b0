import { describe, expect, it } from "vitest";
import { type CsvColumn, formatCsv } from "./format-csv.ts";

interface Row {
  readonly text: string | undefined;
  readonly count: number;
  readonly isTrue: boolean;
}

const COLUMNS: readonly CsvColumn<Row>[] = [
  ["text", ({ text }) => text],
  ["count", ({ count }) => count],
  ["is_true", ({ isTrue }) => isTrue],
];

const formatText = (text: string | undefined) =>
  formatCsv(COLUMNS, [{ text, count: 1, isTrue: true }]);

describe("formatCsv", () => {
  it("has a header, also without rows", () => {
    expect(formatCsv(COLUMNS, [])).toBe("text,count,is_true\n");
  });

  it("writes values as they are, and none as nothing", () => {
    const rows = [
      { text: "a", count: 1.5e-300, isTrue: false },
      { text: undefined, count: -2, isTrue: true },
    ];
    expect(formatCsv(COLUMNS, rows)).toBe("text,count,is_true\na,1.5e-300,false\n,-2,true\n");
  });

  it("quotes what needs it", () => {
    expect(formatText('a,"b"\nc')).toBe('text,count,is_true\n"a,""b""\nc",1,true\n');
  });

  it.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"])(
    "lets no spreadsheet calculate %j",
    (text) => {
      expect(formatText(text)).toMatch(/^text,count,is_true\n"?'/);
    },
  );
});
