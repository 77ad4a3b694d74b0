import { type Reply, textReply } from "./reply.ts";
import type { RequestKind } from "./route.ts";

/**
 * What goes wrong with one answer.
 *
 * - `status`: another answer altogether.
 * - `redirect`: a 302 to `location`.
 * - `drop`: the connection closes before any byte of an answer.
 * - `reset`: `afterBytes` bytes of the body, then a TCP reset; bytes that the peer's kernel has not taken yet are lost.
 * - `close`: `afterBytes` bytes of the body, all of which arrive, then the end of the connection.
 * - `truncate`: `afterBytes` bytes of the body, well ended (chunked, no length), as from a broken cache.
 * - `stall`: `afterBytes` bytes of the body, then silence; without `afterBytes` not even the headers.
 * - `wrong-bytes`: a body of the right length whose last byte is another.
 * - `gzip`: a whole body compressed, chunked and without a length, as caches do to text; partial answers stay as they are.
 */
export type Fault =
  | {
      readonly type: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly type: "redirect"; readonly location: string }
  | { readonly type: "drop" }
  | { readonly type: "reset"; readonly afterBytes: number }
  | { readonly type: "close"; readonly afterBytes: number }
  | { readonly type: "truncate"; readonly afterBytes: number }
  | { readonly type: "stall"; readonly afterBytes?: number }
  | { readonly type: "wrong-bytes" }
  | { readonly type: "gzip" };

/** A request, as a fault handler sees it. */
export interface FaultRequest {
  readonly method: string;
  /** As it stands in the request, with its query. */
  readonly path: string;
  readonly kind: RequestKind;
  /** The `Range` header. */
  readonly range: string | undefined;
  /** Counts from 1 for each method and path, the query left off. */
  readonly attempt: number;
}

/** Decides what goes wrong with a request; a promise holds the answer back until it settles. */
export type FaultHandler = (
  request: FaultRequest,
) => Fault | undefined | Promise<Fault | undefined>;

/** How an answer is put on the wire. */
export interface Delivery {
  readonly reply: Reply;
  /** Headers before the body? Only a stall without bytes sends none. */
  readonly sendsHeaders: boolean;
  /** Bytes of the body that are sent; the whole without a fault. */
  readonly bytes: number;
  /** What comes after those bytes. */
  readonly ending: "end" | "reset" | "close" | "silence";
  /** Whether the length of the body is told beforehand. */
  readonly declaresLength: boolean;
  readonly gzip: boolean;
}

/** Applies a fault to an answer: pure, so that sending knows no faults. */
export function planDelivery(reply: Reply, fault: Fault | undefined): Delivery {
  const whole: Delivery = {
    reply,
    sendsHeaders: true,
    bytes: reply.body.size,
    ending: "end",
    declaresLength: reply.undeclared !== true && reply.gzip !== true,
    gzip: reply.gzip === true,
  };
  if (fault === undefined) return whole;
  switch (fault.type) {
    case "status":
      return planDelivery(replaceReply(fault), undefined);
    case "redirect": {
      const { location } = fault;
      return planDelivery(textReply("Found", { status: 302, headers: { location } }), undefined);
    }
    case "drop":
      return { ...whole, sendsHeaders: false, bytes: 0, ending: "close" };
    case "reset":
    case "close":
      return { ...whole, bytes: Math.min(fault.afterBytes, whole.bytes), ending: fault.type };
    case "truncate":
      return { ...whole, bytes: Math.min(fault.afterBytes, whole.bytes), declaresLength: false };
    case "stall":
      return {
        ...whole,
        sendsHeaders: fault.afterBytes !== undefined,
        bytes: Math.min(fault.afterBytes ?? 0, whole.bytes),
        ending: "silence",
      };
    case "wrong-bytes":
      return { ...whole, reply: { ...reply, body: spoilLastByte(reply.body) } };
    case "gzip":
      return reply.status === 200 ? { ...whole, declaresLength: false, gzip: true } : whole;
    default:
      return fault satisfies never;
  }
}

function replaceReply({ status, headers = {}, body = "" }: Fault & { type: "status" }): Reply {
  return textReply(body, { status, headers: { "content-type": "text/plain", ...headers } });
}

function spoilLastByte(body: Reply["body"]): Reply["body"] {
  const last = body.size - 1;
  return {
    size: body.size,
    *read(start, end) {
      yield* body.read(start, Math.min(end, last));
      if (start > last || end <= last) return;
      for (const [byte = 0] of body.read(last, last + 1)) yield Uint8Array.of(byte ^ 1);
    },
  };
}
