import { expect, it } from "vitest";
import { parseRoute, type Route } from "./route.ts";

const COMMIT = "a".repeat(40);

it.each([
  ["GET", "/api/whoami-v2", { kind: "whoami" }],
  ["GET", "/api/datasets/a/b", { kind: "api-info", repoId: "a/b", revision: "main" }],
  [
    "GET",
    "/api/datasets/a/b/revision/refs%2Fpr%2F1",
    { kind: "api-info", repoId: "a/b", revision: "refs/pr/1" },
  ],
  [
    "GET",
    "/api/datasets/a/b/tree/main",
    { kind: "tree", repoId: "a/b", revision: "main", path: "" },
  ],
  [
    "GET",
    "/api/datasets/a/b/tree/main/docs/x%20y",
    { kind: "tree", repoId: "a/b", revision: "main", path: "docs/x y" },
  ],
  [
    "GET",
    "/api/datasets/a/b/tree/refs/pr/1/docs",
    { kind: "tree", repoId: "a/b", revision: "refs/pr/1", path: "docs" },
  ],
  [
    "POST",
    "/api/datasets/a/b/paths-info/main",
    { kind: "paths-info", repoId: "a/b", revision: "main", path: "" },
  ],
  [
    "HEAD",
    `/datasets/a/b/resolve/${COMMIT}/data.jsonl`,
    { kind: "resolve", repoId: "a/b", revision: COMMIT, path: "data.jsonl" },
  ],
  [
    "GET",
    "/datasets/a/b/resolve/main/100%2541%23.txt",
    { kind: "resolve", repoId: "a/b", revision: "main", path: "100%41#.txt" },
  ],
  [
    "GET",
    `/api/resolve-cache/datasets/a/b/${COMMIT}/d/e.txt`,
    { kind: "content", store: "cache", repoId: "a/b", revision: COMMIT, path: "d/e.txt" },
  ],
  ["GET", "/lfs/a/b/0123", { kind: "content", store: "lfs", repoId: "a/b", sha256: "0123" }],
  // A name like any other: nothing is normalised.
  [
    "GET",
    "/datasets/a/b/resolve/main/../../x",
    { kind: "resolve", repoId: "a/b", revision: "main", path: "../../x" },
  ],
  ["GET", "/datasets/a/b/resolve/main", { kind: "other" }],
  ["GET", "/api/datasets/a", { kind: "other" }],
  ["GET", "/datasets/a/b/resolve/main/%zz", { kind: "other" }],
  ["POST", "/api/datasets/a/b", { kind: "other" }],
  ["DELETE", "/datasets/a/b/resolve/main/x", { kind: "other" }],
  ["GET", "/", { kind: "other" }],
] satisfies [string, string, Route | { kind: "paths-info"; path: string }][])(
  "parses %s %s",
  (method, pathname, route) => {
    expect(parseRoute(method, pathname)).toEqual(route);
  },
);
