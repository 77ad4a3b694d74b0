import { expect, it } from "vitest";
import { fail, MOST_BYTES, parseMessage, stringifyAnswer, succeed } from "./json-rpc.ts";

const NO_ID = { jsonrpc: "2.0", id: null };

it.each([
  ["{", { code: -32700, message: "Parse error" }],
  ["[]", { code: -32600, message: "Invalid request" }],
  ["1", { code: -32600, message: "Invalid request" }],
  ['{"id":1,"method":"x"}', { code: -32600, message: "Invalid request" }],
  ['{"jsonrpc":"2.0","id":1}', { code: -32600, message: "Invalid request" }],
  ['{"jsonrpc":"2.0","id":{},"method":"x"}', { code: -32600, message: "Invalid request" }],
])("answers %s with an error", (text, error) => {
  expect(parseMessage(text)).toEqual({ kind: "single", item: { ...NO_ID, error } });
});

it("wants parameters in a list", () => {
  const text = '{"jsonrpc":"2.0","id":7,"method":"x","params":{"a":1}}';
  expect(parseMessage(text)).toMatchObject({ item: { id: 7, error: { code: -32602 } } });
});

it("takes every item of a batch by itself", () => {
  const text = '[{"jsonrpc":"2.0","id":"a","method":"x","params":[1]},2]';
  expect(parseMessage(text)).toEqual({
    kind: "batch",
    items: [
      { id: "a", method: "x", params: [1] },
      { ...NO_ID, error: { code: -32600, message: "Invalid request" } },
    ],
  });
});

it("tells a notification by its missing id", () => {
  expect(parseMessage('{"jsonrpc":"2.0","method":"x"}')).toEqual({
    kind: "single",
    item: { method: "x", params: [] },
  });
});

it("refuses requests of more than 15 MiB, counted in bytes", () => {
  // Two bytes each in UTF-8, one unit each in memory.
  const text = JSON.stringify("\u{E9}".repeat(MOST_BYTES / 2));
  expect(parseMessage(text)).toMatchObject({
    item: { error: { code: -32007, data: "Exceeded max limit of 15728640" } },
  });
});

it("replaces answers of more than 15 MiB, keeping the id", () => {
  const error = {
    code: -32008,
    message: "Response is too big",
    data: "Exceeded max limit of 15728640",
  };
  const frame = stringifyAnswer(succeed(5, "")).length;
  const fits = stringifyAnswer(succeed(5, "x".repeat(MOST_BYTES - frame)));
  expect(fits).toHaveLength(MOST_BYTES);
  expect(JSON.parse(stringifyAnswer(succeed(5, "x".repeat(MOST_BYTES - frame + 1))))).toEqual(
    fail(5, error),
  );
  expect(JSON.parse(stringifyAnswer([succeed(5, "x".repeat(MOST_BYTES))]))).toMatchObject({
    id: null,
    error: { code: -32011 },
  });
});

it("answers null where there is no result", () => {
  expect(stringifyAnswer(succeed(1, undefined))).toBe('{"jsonrpc":"2.0","id":1,"result":null}');
});
