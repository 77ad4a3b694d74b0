import type { CommandContext, Printable } from "@flock-tools/cli";
import { describe, expect, it } from "vitest";
import { createNearProgress } from "./near-progress.ts";

const PROGRESS = { phase: "match", pass: 1, rows: 1200, totalRows: 3400, pairs: 12 } as const;

/** A listener with a clock that is set by hand, and all that it writes. */
function createListener({ canRedraw, quiet = false }: { canRedraw: boolean; quiet?: boolean }): {
  readonly at: (ms: number, progress?: Partial<typeof PROGRESS>) => void;
  readonly lines: Printable[];
  readonly states: (Printable | undefined)[];
} {
  const lines: Printable[] = [];
  const states: (Printable | undefined)[] = [];
  let now = 0;
  const context = {
    terminal: { canRedraw, line: (text: Printable) => lines.push(text) },
    output: { status: (text: Printable | undefined) => states.push(text) },
    options: { quiet },
  } as unknown as CommandContext<object>;
  const listen = createNearProgress(context, () => now);
  return {
    at(ms, progress = {}) {
      now = ms;
      listen({ ...PROGRESS, ...progress });
    },
    lines,
    states,
  };
}

describe("createNearProgress", () => {
  it("redraws a terminal, ten times a second at most", () => {
    const { at, states, lines } = createListener({ canRedraw: true });
    at(0);
    at(50, { rows: 1300 } as object);
    at(100, { rows: 1400 } as object);
    expect(states).toEqual([
      "comparing rows: 1,200 of 3,400, 12 near pairs",
      "comparing rows: 1,400 of 3,400, 12 near pairs",
    ]);
    expect(lines).toEqual([]);
  });

  it("writes a line every 10 seconds elsewhere", () => {
    const { at, states, lines } = createListener({ canRedraw: false });
    at(9_999);
    at(10_000, { phase: "read", totalRows: undefined, pairs: 0, pass: 2 } as object);
    at(15_000);
    at(20_000, { phase: "verify" } as object);
    expect(lines).toEqual([
      "reading rows (pass 2): 1,200",
      "checking pairs: 1,200 of 3,400, 12 near pairs",
    ]);
    expect(states).toEqual([]);
  });

  it("says nothing with --quiet", () => {
    const { at, lines } = createListener({ canRedraw: false, quiet: true });
    at(60_000);
    expect(lines).toEqual([]);
  });
});
