/** What a request asks for, as it is counted. */
export type RequestKind =
  | "resolve"
  | "content"
  | "api-info"
  | "tree"
  | "paths-info"
  | "whoami"
  | "other";

/** One request, parsed from its method and URL alone. */
export type Route =
  | { readonly kind: "whoami" }
  | { readonly kind: "api-info"; readonly repoId: string; readonly revision: string }
  | {
      readonly kind: "tree";
      readonly repoId: string;
      readonly revision: string;
      readonly path: string;
    }
  | { readonly kind: "paths-info"; readonly repoId: string; readonly revision: string }
  | {
      readonly kind: "resolve";
      readonly repoId: string;
      readonly revision: string;
      readonly path: string;
    }
  /** The second hop of a regular file. */
  | {
      readonly kind: "content";
      readonly store: "cache";
      readonly repoId: string;
      readonly revision: string;
      readonly path: string;
    }
  /** The second hop of an LFS file. */
  | {
      readonly kind: "content";
      readonly store: "lfs";
      readonly repoId: string;
      readonly sha256: string;
    }
  | { readonly kind: "other" };

/**
 * Parses the path of a request, the query left off. Segments are decoded one by one and never normalised: `..` is a
 * name like any other.
 */
export function parseRoute(method: string, pathname: string): Route {
  const segments = decodeSegments(pathname);
  if (segments === undefined) return { kind: "other" };
  const isRead = method === "GET" || method === "HEAD";
  const [first, second, third] = segments;
  if (first === "api" && second === "whoami-v2" && segments.length === 2 && isRead) {
    return { kind: "whoami" };
  }
  if (first === "api" && second === "datasets") return parseApiRoute(method, segments.slice(2));
  if (!isRead) return { kind: "other" };
  if (first === "api" && second === "resolve-cache" && third === "datasets") {
    const target = parseTarget(segments.slice(3));
    return target === undefined
      ? { kind: "other" }
      : { kind: "content", store: "cache", ...target };
  }
  if (first === "lfs" && segments.length === 4) {
    const [, namespace, name, sha256 = ""] = segments;
    return { kind: "content", store: "lfs", repoId: `${namespace}/${name}`, sha256 };
  }
  if (first === "datasets" && segments[3] === "resolve") {
    const target = parseTarget([...segments.slice(1, 3), ...segments.slice(4)]);
    return target === undefined ? { kind: "other" } : { kind: "resolve", ...target };
  }
  return { kind: "other" };
}

function parseApiRoute(method: string, segments: readonly string[]): Route {
  const [namespace, name, verb, ...rest] = segments;
  if (namespace === undefined || name === undefined) return { kind: "other" };
  const repoId = `${namespace}/${name}`;
  if (method === "POST") {
    return verb === "paths-info"
      ? { kind: "paths-info", repoId, ...splitRevision(rest) }
      : { kind: "other" };
  }
  if (method !== "GET" && method !== "HEAD") return { kind: "other" };
  if (verb === undefined) return { kind: "api-info", repoId, revision: "main" };
  if (verb === "revision") return { kind: "api-info", repoId, revision: rest.join("/") };
  if (verb === "tree") return { kind: "tree", repoId, ...splitRevision(rest) };
  return { kind: "other" };
}

function parseTarget(
  segments: readonly string[],
): { repoId: string; revision: string; path: string } | undefined {
  const [namespace, name, ...rest] = segments;
  if (namespace === undefined || name === undefined || rest.length < 2) return undefined;
  return { repoId: `${namespace}/${name}`, ...splitRevision(rest) };
}

// A revision is one segment, but for `refs/convert/parquet` and `refs/pr/1`, which some clients leave unencoded.
function splitRevision(segments: readonly string[]): { revision: string; path: string } {
  const length = segments[0] === "refs" ? 3 : 1;
  return { revision: segments.slice(0, length).join("/"), path: segments.slice(length).join("/") };
}

function decodeSegments(pathname: string): string[] | undefined {
  try {
    return pathname.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
