import { HubError } from "./errors.ts";
import { type ContentHash, getHeader, parseContentHash, parseSize } from "./headers.ts";
import type { HubResponse } from "./transport.ts";
import { getEncoding } from "./body.ts";
import { describeUrl } from "./urls.ts";

/** What the Hub promises about a file before its first byte. */
export interface FileIdentity {
  readonly hash: ContentHash;
  /** Bytes; undefined if the Hub does not say. */
  readonly size: number | undefined;
}

/**
 * Reads the promise from one answer on the way: `X-Linked-Etag` and `X-Linked-Size` on any answer of the Hub itself,
 * ETag and Content-Length in their place where a file comes without a redirect. Storage at another origin promises
 * nothing. Undefined if this answer has none.
 *
 * @throws HubError `HUB_BAD_ANSWER` if it is about another commit
 */
export function readIdentity(response: HubResponse, commit: string): FileIdentity | undefined {
  const { own, status, headers } = response;
  const delivers = status === 200 || status === 206;
  const redirects = status >= 300 && status < 400;
  if (!own || !(delivers || redirects)) return undefined;
  const linked = parseContentHash(getHeader(headers, "x-linked-etag"));
  const hash = linked ?? (delivers ? parseContentHash(getHeader(headers, "etag")) : undefined);
  if (hash === undefined) return undefined;
  checkCommit(response, commit);
  return { hash, size: parseSize(getHeader(headers, "x-linked-size")) ?? readLength(response) };
}

function readLength(response: HubResponse): number | undefined {
  if (response.status !== 200 || getEncoding(response) !== "identity") return undefined;
  return parseSize(getHeader(response.headers, "content-length"));
}

function checkCommit({ headers, url }: HubResponse, commit: string): void {
  const said = getHeader(headers, "x-repo-commit");
  if (said === undefined || said === commit) return;
  throw new HubError("the Hub answers with another commit than the one asked for", {
    code: "HUB_BAD_ANSWER",
    details: `asked for ${commit}, got ${said.slice(0, 64)}, from ${describeUrl(url)}`,
  });
}

/** Whether two promises are of the same bytes. */
export function isSameIdentity(left: FileIdentity, right: FileIdentity): boolean {
  return left.hash.hex === right.hash.hex && left.size === right.size;
}
