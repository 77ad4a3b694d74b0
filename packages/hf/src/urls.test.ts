import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeUrl, encodeRevision, formatFileUrl, parseEndpoint } from "./urls.ts";

const COMMIT = "c0ffee".padEnd(40, "0");
const ENDPOINT = "https://hub.example";
const BASE = `${ENDPOINT}/datasets/a/b/resolve/${COMMIT}/`;

describe("formatFileUrl", () => {
  it.each([
    ["data.jsonl", "data.jsonl"],
    ["a/b c.jsonl", "a/b%20c.jsonl"],
    ["#?%41", "%23%3F%2541"],
    ["%2e%2e/x", "%252e%252e/x"],
    ["\\..\\x", "%5C..%5Cx"],
    ["ü\u202e", "%C3%BC%E2%80%AE"],
    ["...", "..."],
    ["a:b@c&d=e+f", "a%3Ab%40c%26d%3De%2Bf"],
  ])("encodes %j", (path, encoded) => {
    expect(formatFileUrl(ENDPOINT, { repoId: "a/b", commit: COMMIT, path }).href).toBe(
      BASE + encoded,
    );
  });

  it.each([
    "",
    "/",
    "/a",
    "a/",
    "a//b",
    ".",
    "..",
    "../../../../api/whoami-v2",
    "a/../b",
    "a/./b",
    "a\u0000b",
    "a\nb",
    "a\u0085b",
    "\ud800",
    "x".repeat(4097),
  ])("refuses the path %j", (path) => {
    expect(() => formatFileUrl(ENDPOINT, { repoId: "a/b", commit: COMMIT, path })).toThrow(
      expect.objectContaining({ kind: "usage", code: "HUB_BAD_PATH" }) as Error,
    );
  });

  it.each(["../api", "a", "a/b/c", "a/..", "a/b?x", ""])("refuses the repository %j", (repoId) => {
    expect(() => formatFileUrl(ENDPOINT, { repoId, commit: COMMIT, path: "x" })).toThrow(
      expect.objectContaining({ code: "HUB_BAD_REPO_ID" }) as Error,
    );
  });

  it.each(["main", "", "c0ffee", COMMIT.toUpperCase(), `${COMMIT}/..`])(
    "refuses the commit %j",
    (commit) => {
      expect(() => formatFileUrl(ENDPOINT, { repoId: "a/b", commit, path: "x" })).toThrow(
        expect.objectContaining({ code: "HUB_BAD_COMMIT" }) as Error,
      );
    },
  );

  it("never leaves the folder of the commit, and loses nothing of the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (path) => {
        let url: URL;
        try {
          url = formatFileUrl(ENDPOINT, { repoId: "a/b", commit: COMMIT, path });
        } catch {
          return;
        }
        expect(url.href.startsWith(BASE)).toBe(true);
        expect(url.search + url.hash).toBe("");
        expect(decodeURIComponent(url.href.slice(BASE.length))).toBe(path);
      }),
    );
  });
});

it.each([
  ["https://huggingface.co", "https://huggingface.co"],
  ["https://huggingface.co/", "https://huggingface.co"],
  ["http://127.0.0.1:8930", "http://127.0.0.1:8930"],
  ["https://Mirror.Example//hf//", "https://mirror.example//hf"],
])("parseEndpoint(%j) is %j", (text, endpoint) => {
  expect(parseEndpoint(text)).toBe(endpoint);
});

it.each([
  ["main", "main"],
  ["refs/pr/1", "refs%2Fpr%2F1"],
  ["%2e%2e", "%252e%252e"],
  ["a?b#c", "a%3Fb%23c"],
])("encodeRevision(%j) is %j", (revision, encoded) => {
  expect(encodeRevision(revision)).toBe(encoded);
});

it("describeUrl leaves out the query, where signatures are", () => {
  expect(describeUrl(new URL("https://cdn.example/a/b?Signature=x"))).toBe(
    "https://cdn.example/a/b",
  );
});
