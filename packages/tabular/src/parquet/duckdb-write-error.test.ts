import { expect, it } from "vitest";
import { toWriteError } from "./duckdb-write-error.ts";

// As DuckDB 1.5.5 words them.
it.each([
  [
    `IO Error: Could not write file "x": No space left on device`,
    "TABULAR_DISK",
    "no space is left for x",
  ],
  [
    `IO Error: Could not write all bytes to file "x": wanted=9 wrote=4`,
    "TABULAR_DISK",
    "no space is left for x",
  ],
  [`IO Error: Cannot open file "x": Permission denied`, "TABULAR_DISK", "x cannot be written"],
  ["Out of Memory Error: failed to allocate", "TABULAR_TOO_LARGE", "its rows take too much memory"],
])("knows what DuckDB means by %j", (text, code, message) => {
  const cause = new Error(`${text}\n\nLINE 1: COPY`);
  expect(toWriteError(cause, "x")).toMatchObject({ code, message, details: text, cause });
});

it("leaves other errors as they are", () => {
  for (const error of [new Error("Binder Error: no"), 7])
    expect(toWriteError(error, "x")).toBe(error);
});
