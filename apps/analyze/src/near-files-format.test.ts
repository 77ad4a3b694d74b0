import { createPaint, type SafeText } from "@flock-tools/cli";
import { expect, it } from "vitest";
import { formatNearSections } from "./near-files-format.ts";
import type { NearFilesReport } from "./near-files-report.ts";

/** What stands on the screen. */
function toText(line: SafeText): string {
  const [text] = Object.getOwnPropertySymbols(line).map(
    (symbol) => (line as unknown as Record<symbol, string>)[symbol],
  );
  return text ?? "";
}

it.each([
  [80, "miner_2…:91 (+4)  miner_62/dat…:91"],
  [200, "miner_2/data.jsonl:91 (+4 alike)  miner_62/data.jsonl:91"],
  [undefined, "miner_2/data.jsonl:91 (+4 alike)  miner_62/data.jsonl:91"],
])("shows the number of every row in a terminal of %s cells", (width, names) => {
  const pair = {
    a: { file: 0, row: 90, alike: 5 },
    b: { file: 1, row: 90, alike: 1 },
    jaccard: "79/81",
    percent: 97.53,
  };
  const report = { pairs: [pair], contained: [], clusters: [] } as unknown as NearFilesReport;

  const [pairs] = formatNearSections(report, {
    names: ["miner_2/data.jsonl", "miner_62/data.jsonl"],
    textOf: () => "We are in the old harbour with good boots and two hours. How…",
    paint: createPaint(false),
    width,
    most: 20,
  });

  const lines = (pairs?.lines ?? []).map(toText);
  expect(lines[1]).toContain(`97.5%   79/81  ${names}  We are`);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(width ?? Infinity);
});
