import type { RequestKind } from "./route.ts";

/**
 * What goes wrong with one answer.
 *
 * Another answer:
 *
 * - `status`: whatever is given here.
 * - `redirect`: a 302 to `location`.
 * - `redirect-loop`: a 302 into two addresses of this server that lead to each other for ever.
 * - `renamed`: as the Hub answers for a repository that is called `to` now: a 307 to the same path under that name.
 * - `deleted`: as for a repository that is not there (any more).
 * - `gated`: as for a repository whose conditions the client has not accepted. Only files are behind a gate.
 * - `force-pushed`: as for a commit hash that is not there any more; branches and tags are not affected.
 *
 * What the Hub would not say, it does not say under these four either: an answer that is not about a repository stays
 * as it is, and so does a signed address of an LFS file, which outlives both its repository and its commit.
 *
 * The answer with other headers:
 *
 * - `etag`: `ETag` and `X-Linked-Etag` are this (quotes included), and conditions are held against it, as if the file had
 *   changed between two requests.
 * - `wrong-length`: `Content-Length` and `X-Linked-Size` are `declared`, whatever the body has; all bytes of the body
 *   follow, and then the end of the connection. A redirect has the wrong `X-Linked-Size` only.
 * - `no-range`: a `Range` is answered by 200 and the whole.
 * - `chunked`: the body comes whole, chunked, without a length.
 * - `gzip`: a whole body compressed, chunked and without a length, as caches do to text; partial answers stay as they are.
 * - `gzip-bomb`: under the headers of the answer a body that is `bytes` zeros once it is decompressed, and about a
 *   thousandth of that on the wire.
 *
 * The answer with another body:
 *
 * - `wrong-bytes`: a body of the right length whose last byte is another.
 * - `truncate`: `afterBytes` bytes of the body, well ended (chunked, no length), as from a broken cache.
 *
 * The connection:
 *
 * - `drop`: closes before any byte of an answer.
 * - `reset`: `afterBytes` bytes of the body, then a TCP reset; bytes that the peer's kernel has not taken yet are lost.
 * - `close`: `afterBytes` bytes of the body, all of which arrive, then the end of the connection.
 * - `stall`: `afterBytes` bytes of the body, then silence; without `afterBytes` not even the headers. The silence has no
 *   end, or `forMs` milliseconds and then that of the connection.
 * - `trickle`: the body at `bytesPerSecond`; to its end, or for `forMs` milliseconds and then the end of the connection.
 */
export type Fault =
  | AnswerFault
  | { readonly type: "etag"; readonly etag: string }
  | { readonly type: "wrong-length"; readonly declared: number }
  | { readonly type: "no-range" }
  | { readonly type: "chunked" }
  | { readonly type: "gzip" }
  | { readonly type: "gzip-bomb"; readonly bytes: number }
  | { readonly type: "wrong-bytes" }
  | { readonly type: "truncate"; readonly afterBytes: number }
  | { readonly type: "drop" }
  | { readonly type: "reset"; readonly afterBytes: number }
  | { readonly type: "close"; readonly afterBytes: number }
  | { readonly type: "stall"; readonly afterBytes?: number; readonly forMs?: number }
  | { readonly type: "trickle"; readonly bytesPerSecond: number; readonly forMs?: number };

/** Another answer in the place of the one that was due. */
export type AnswerFault =
  | {
      readonly type: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly type: "redirect"; readonly location: string }
  | { readonly type: "redirect-loop" }
  | { readonly type: "renamed"; readonly to: string }
  | { readonly type: "deleted" }
  | { readonly type: "gated" }
  | { readonly type: "force-pushed" };

/** A request, as a fault handler sees it. */
export interface FaultRequest {
  readonly method: string;
  /** As it stands in the request, with its query. */
  readonly path: string;
  /** The host name and port that the client called. */
  readonly host: string;
  readonly kind: RequestKind;
  /** The repository that it is about, if it is about one. */
  readonly repoId: string | undefined;
  /** The `Range` header. */
  readonly range: string | undefined;
  /** Counts from 1 for each method and path, the query left off. */
  readonly attempt: number;
}

/** Decides what goes wrong with a request; a promise holds the answer back until it settles. */
export type FaultHandler = (
  request: FaultRequest,
) => Fault | undefined | Promise<Fault | undefined>;
