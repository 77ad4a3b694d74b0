import { describe, expect, it } from "vitest";
import { createExportProgress } from "./export-progress.ts";

/** Listeners on a terminal, a second between any two calls, and the lines that were shown. */
function start() {
  const shown: unknown[] = [];
  let now = 0;
  const context = {
    output: { status: (line: unknown) => void shown.push(line) },
    terminal: { canRedraw: true },
  } as Parameters<typeof createExportProgress>[0];
  return { ...createExportProgress(context, () => (now += 1_000)), shown };
}

const total = { totalRows: 10, totalBytes: 2_000 };

describe("createExportProgress", () => {
  it("shows what is read, and what is written only afterwards", () => {
    const { onRead, onWrite, shown } = start();
    onWrite({ phase: "read", rows: 1, bytes: 1 });
    onWrite({ phase: "write", rows: 1, bytes: 1 });
    expect(shown).toEqual([]);
    onRead({ phase: "read", rows: 5, bytes: 1_000, ...total });
    expect(shown).toEqual(["reading rows: 5 of 10, 1.0 kB of 2.0 kB"]);
  });

  it("shows what is written once all is read", () => {
    const { onRead, onWrite, shown } = start();
    onRead({ phase: "draw", rows: 10, bytes: 2_000, ...total });
    onWrite({ phase: "write", rows: 1, bytes: 1 });
    onRead({ phase: "read", rows: 10, bytes: 2_000, ...total });
    onWrite({ phase: "write", rows: 2, bytes: 1 });
    expect(shown).toEqual([
      "drawing rows: 10 of 10, 2.0 kB of 2.0 kB",
      "reading rows: 10 of 10, 2.0 kB of 2.0 kB",
      "writing: 2 rows, 1 B",
    ]);
  });
});
