import { expect, it } from "vitest";
import { TabularError, toTabularError } from "./errors.ts";

// As DuckDB 1.5.5 words them.
it.each([
  ["Out of Memory Error: failed to allocate data of size 16.0 MiB", "TABULAR_TOO_LARGE"],
  ["Not implemented Error: Unimplemented type", "TABULAR_UNSUPPORTED"],
  [
    `Invalid Input Error: File 'a' is encrypted, but 'encryption_config' was not set`,
    "TABULAR_ENCRYPTED",
  ],
  ["Invalid Error: Input is invalid/unsupported GZIP stream", "TABULAR_CORRUPT"],
  ["IO Error: Snappy decompression failure", "TABULAR_CORRUPT"],
  ["INTERNAL Error: Attempted to access index 3", "TABULAR_CORRUPT"],
])("knows what DuckDB means by %j", (message, code) => {
  const cause = new Error(`${message}\n\nLINE 1: SELECT`);
  const error = toTabularError(cause);
  expect(error).toBeInstanceOf(TabularError);
  expect(error).toMatchObject({ code, details: message, cause });
});

it("leaves other errors as they are", () => {
  for (const error of [new TypeError("x is not a function"), new Error("stop"), 7]) {
    expect(toTabularError(error)).toBe(error);
  }
});
