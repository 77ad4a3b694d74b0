import { UsageError } from "@flock-tools/core";
import { expect, it } from "vitest";
import { toNetworkError } from "./network-error.ts";

function withCode(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

it.each([
  ["UND_ERR_HEADERS_TIMEOUT", "HUB_TIMEOUT", true],
  ["UND_ERR_BODY_TIMEOUT", "HUB_TIMEOUT", true],
  ["UND_ERR_CONNECT_TIMEOUT", "HUB_TIMEOUT", true],
  ["ETIMEDOUT", "HUB_TIMEOUT", true],
  ["ECONNREFUSED", "HUB_NETWORK", true],
  ["ENOTFOUND", "HUB_NETWORK", true],
  ["ECONNRESET", "HUB_NETWORK", true],
  ["UND_ERR_SOCKET", "HUB_NETWORK", true],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "HUB_NETWORK", true],
  ["Z_BUF_ERROR", "HUB_NETWORK", true],
  ["CERT_HAS_EXPIRED", "HUB_NETWORK", false],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "HUB_NETWORK", false],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "HUB_NETWORK", false],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "HUB_NETWORK", false],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "HUB_NETWORK", false],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "HUB_NETWORK", false],
  ["HPE_INVALID_CONSTANT", "HUB_BAD_ANSWER", false],
  ["UND_ERR_HEADERS_OVERFLOW", "HUB_BAD_ANSWER", false],
  ["Z_DATA_ERROR", "HUB_BAD_ANSWER", false],
])("%s is %s, retryable: %j", (from, code, retryable) => {
  const cause = withCode(from);
  expect(toNetworkError(cause, "https://hub.example")).toMatchObject({
    code,
    retryable,
    cause,
    message: `no whole answer from https://hub.example: ${from}`,
  });
});

it("finds the reason in a failure to connect to several addresses", () => {
  const errors = [withCode("ECONNREFUSED", "connect ECONNREFUSED ::1:1"), new Error("other")];
  expect(toNetworkError(new AggregateError(errors), "x")).toMatchObject({
    code: "HUB_NETWORK",
    message: "no whole answer from x: connect ECONNREFUSED ::1:1",
    next: expect.stringContaining("HF_ENDPOINT") as string,
  });
});

it("leaves this project's errors as they are, and takes anything thrown", () => {
  const error = new UsageError("x");
  expect(toNetworkError(error, "x")).toBe(error);
  expect(toNetworkError("text", "x").message).toBe("no whole answer from x: text");
});
