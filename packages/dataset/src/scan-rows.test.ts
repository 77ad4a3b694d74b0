import { expect, it } from "vitest";
import { scanRows, scanRowStream } from "./scan-rows.ts";

const ROWS = 200_000;
const tiny = Buffer.from("1\n".repeat(ROWS));

function countWaiting() {
  const counts = { made: 0, taken: 0, most: 0 };
  return {
    counts,
    convert: (): number => (counts.made += 1),
    take(): void {
      counts.taken += 1;
      // The first piece of a file is cut before anything is known of its rows.
      if (counts.taken > 40_000) counts.most = Math.max(counts.most, counts.made - counts.taken);
    },
  };
}

it("few rows wait to be taken, however short they are", async () => {
  const whole = countWaiting();
  for (const _ of scanRows(tiny, { caps: undefined, convert: whole.convert })) whole.take();
  expect(whole.counts).toMatchObject({ made: ROWS, taken: ROWS });
  expect(whole.counts.most).toBeLessThan(2_100);

  const streamed = countWaiting();
  const chunks = (async function* () {
    for (let at = 0; at < tiny.length; at += 65_536) yield tiny.subarray(at, at + 65_536);
  })();
  const rows = scanRowStream(chunks, { caps: undefined, convert: streamed.convert });
  for await (const _ of rows) streamed.take();
  expect(streamed.counts).toMatchObject({ made: ROWS, taken: ROWS });
  expect(streamed.counts.most).toBeLessThan(2_100);
});

it("rows that grow and shrink are all there, cut anywhere", () => {
  const texts = Array.from(
    { length: 500 },
    (_, row) => `"${"x".repeat(row % 50 === 0 ? 90_000 : 1)}"`,
  );
  const bytes = Buffer.from(`${"7\n".repeat(5000)}${texts.join("\n")}`);
  const lengths = [...scanRows(bytes, { caps: undefined, convert: ({ length }) => length })];
  expect(lengths).toEqual([...Array<number>(5000).fill(1), ...texts.map(({ length }) => length)]);
});
