/** Header names in lower case; a header that came more than once is an array. */
export type HeaderMap = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The first value of a header, or undefined. `name` in lower case. */
export function getHeader(headers: HeaderMap, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : value?.[0];
}

/** A byte count: decimal digits up to 2^53 - 1; anything else is undefined. */
export function parseSize(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,16}$/.test(value)) return undefined;
  const size = Number(value);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** What an ETag of the Hub says about the content. */
export interface ContentHash {
  readonly kind: "git-sha1" | "sha256";
  /** 40 or 64 lower-case hex digits. */
  readonly hex: string;
}

/**
 * The content hash in an ETag of the Hub: 40 hex digits are a git blob id, 64 are the SHA-256 of an LFS file, with or
 * without quotes and `W/` (huggingface_hub, `_normalize_etag`). Undefined for the ETag of any other server.
 */
export function parseContentHash(value: string | undefined): ContentHash | undefined {
  const hex = value
    ?.replace(/^W\//, "")
    .replace(/^"(.*)"$/, "$1")
    .toLowerCase();
  if (hex === undefined || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hex)) return undefined;
  return { kind: hex.length === 40 ? "git-sha1" : "sha256", hex };
}

/** The ETag if it may stand in If-Range, which takes strong validators only (RFC 9110, 13.1.5). */
export function parseStrongValidator(value: string | undefined): string | undefined {
  return value !== undefined && /^"[\x21\x23-\x7e]*"$/.test(value) ? value : undefined;
}

export interface ContentRange {
  /** First byte, inclusive. */
  readonly start: number;
  /** Last byte, inclusive. */
  readonly end: number;
  /** Undefined when the server does not know it (`*`). */
  readonly total: number | undefined;
}

/** `bytes 5-9/10`; undefined for any other form (RFC 9110, 14.4). */
export function parseContentRange(value: string | undefined): ContentRange | undefined {
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(value ?? "");
  const start = parseSize(match?.[1]);
  const end = parseSize(match?.[2]);
  if (start === undefined || end === undefined || end < start) return undefined;
  const total = match?.[3] === "*" ? undefined : parseSize(match?.[3]);
  return total !== undefined && end >= total ? undefined : { start, end, total };
}

/** One limit of a `RateLimit` header, e.g. `"resolvers";r=0;t=200`. */
export interface RateLimit {
  /** `api`, `resolvers` or `pages` at the Hub. */
  readonly policy: string;
  /** Requests left in this window. */
  readonly remaining: number;
  /** Milliseconds until the window reopens; undefined when not said. */
  readonly resetMs: number | undefined;
}

/** The limits of a `RateLimit` header (draft-ietf-httpapi-ratelimit-headers-09); parts that are none are left out. */
export function parseRateLimits(value: string | undefined): readonly RateLimit[] {
  const limits: RateLimit[] = [];
  for (const match of (value ?? "").matchAll(/"([^"]{0,64})"((?:\s*;\s*[a-z]+=[^;,]{1,32})*)/g)) {
    const remaining = parseSize(/;\s*r=(\d+)/.exec(match[2] ?? "")?.[1]);
    const seconds = parseSize(/;\s*t=(\d+)/.exec(match[2] ?? "")?.[1]);
    if (remaining === undefined) continue;
    const resetMs = seconds === undefined ? undefined : seconds * 1000;
    limits.push({ policy: match[1] ?? "", remaining, resetMs });
  }
  return limits;
}

/** The longest window of a `RateLimit-Policy` header in milliseconds, e.g. 300,000 for `"fixed window";"api";q=500;w=300`. */
export function parsePolicyWindow(value: string | undefined): number | undefined {
  const windows = [...(value ?? "").matchAll(/;\s*w=(\d{1,9})(?![\d.])/g)].map((match) =>
    Number(match[1]),
  );
  return windows.length === 0 ? undefined : Math.max(...windows) * 1000;
}
