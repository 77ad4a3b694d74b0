import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs paths of one server, in the form of the signed URLs that the Hub hands out for LFS files. */
export interface UrlSigner {
  /** `path` with a query that makes it valid until `expiresAt` (seconds since the Unix epoch). */
  readonly sign: (path: string, expiresAt: number) => string;
  /** Whether the query was made by `sign` for this path and has not expired at `now` (seconds). */
  readonly isValid: (path: string, query: URLSearchParams, now: number) => boolean;
}

export function createUrlSigner(key: string): UrlSigner {
  const digest = (path: string, expires: string): string =>
    createHmac("sha256", key).update(`${path}\n${expires}`).digest("hex");
  return {
    sign(path, expiresAt) {
      const query = new URLSearchParams({
        "response-content-disposition": "inline",
        Expires: String(expiresAt),
        "Key-Pair-Id": "DEVNET",
        Signature: digest(path, String(expiresAt)),
      });
      return `${path}?${query.toString()}`;
    },
    isValid(path, query, now) {
      const expires = query.get("Expires") ?? "";
      const expected = Buffer.from(digest(path, expires));
      const given = Buffer.from(query.get("Signature") ?? "");
      return (
        given.length === expected.length &&
        timingSafeEqual(given, expected) &&
        Number(expires) > now
      );
    },
  };
}
