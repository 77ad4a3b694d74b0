import type { Fault } from "./fault.ts";
import { gzipBombBody } from "./gzip-bomb.ts";
import { type FaultyRequest, replaceAnswer } from "./replace-answer.ts";
import type { Reply, ReplyBody } from "./reply.ts";

/** How an answer is put on the wire. */
export interface Delivery {
  readonly reply: Reply;
  /** Headers before the body? Only a stall without bytes sends none. */
  readonly sendsHeaders: boolean;
  /** `Content-Length`; undefined sends the body chunked. */
  readonly declares: number | undefined;
  /** Bytes of the body that are sent; the whole without a fault. */
  readonly bytes: number;
  readonly gzip: boolean;
  /** How fast the body is sent; undefined is as fast as can be. */
  readonly bytesPerSecond: number | undefined;
  /** What comes after those bytes. */
  readonly ending: "end" | "reset" | "close" | "silence";
  /** After this time of sending slowly, or of silence, the connection ends. */
  readonly endsAfterMs: number | undefined;
}

/** Applies a fault to the answer that was due: pure, so that sending knows no faults. */
export function planDelivery(due: Reply, fault: Fault | undefined, asked: FaultyRequest): Delivery {
  const whole = deliverWhole(due);
  if (fault === undefined) return whole;
  switch (fault.type) {
    case "status":
    case "redirect":
    case "redirect-loop":
    case "renamed":
    case "deleted":
    case "gated":
    case "force-pushed":
      return deliverWhole(replaceAnswer(due, fault, asked));
    case "etag":
      return deliverWhole(changeEtag(due, fault.etag));
    case "wrong-length":
      return declareWrongLength(whole, fault.declared);
    case "no-range":
      return deliverWhole(refuseRanges(due));
    case "chunked":
      return { ...whole, declares: undefined };
    case "gzip":
      return due.status === 200 ? { ...whole, declares: undefined, gzip: true } : whole;
    case "gzip-bomb":
      return deliverBomb(due, fault.bytes);
    case "wrong-bytes":
      return { ...whole, reply: { ...due, body: spoilLastByte(due.body) } };
    case "truncate":
      return { ...whole, bytes: Math.min(fault.afterBytes, whole.bytes), declares: undefined };
    case "drop":
      return { ...whole, sendsHeaders: false, bytes: 0, ending: "close" };
    case "reset":
    case "close":
      return { ...whole, bytes: Math.min(fault.afterBytes, whole.bytes), ending: fault.type };
    case "stall":
      return fallSilent(whole, fault);
    case "trickle":
      return { ...whole, bytesPerSecond: fault.bytesPerSecond, endsAfterMs: fault.forMs };
    default:
      return fault satisfies never;
  }
}

/** How an answer goes out with which nothing is wrong. */
export function deliverWhole(reply: Reply): Delivery {
  const gzip = reply.gzip === true;
  const isDeclared = !gzip && reply.undeclared !== true;
  return {
    reply,
    sendsHeaders: true,
    declares: isDeclared ? reply.body.size : undefined,
    bytes: reply.body.size,
    gzip,
    bytesPerSecond: undefined,
    ending: "end",
    endsAfterMs: undefined,
  };
}

function fallSilent(whole: Delivery, { afterBytes, forMs }: Fault & { type: "stall" }): Delivery {
  return {
    ...whole,
    sendsHeaders: afterBytes !== undefined,
    bytes: Math.min(afterBytes ?? 0, whole.bytes),
    ending: "silence",
    endsAfterMs: forMs,
  };
}

function changeEtag(due: Reply, etag: string): Reply {
  const changed = ["etag", "x-linked-etag"]
    .filter((name) => due.headers[name] !== undefined)
    .map((name) => [name, etag]);
  return { ...due, headers: { ...due.headers, ...Object.fromEntries(changed) } };
}

function refuseRanges(due: Reply): Reply {
  if (due.headers["accept-ranges"] === undefined) return due;
  return { ...due, headers: { ...due.headers, "accept-ranges": "none" } };
}

function declareWrongLength(whole: Delivery, declared: number): Delivery {
  const { reply } = whole;
  const linked =
    reply.headers["x-linked-size"] === undefined ? {} : { "x-linked-size": String(declared) };
  const lying = { ...reply, headers: { ...reply.headers, ...linked } };
  if (isRedirect(reply)) return { ...whole, reply: lying };
  // Whatever is too much or too little must not be taken for the next answer of the connection.
  return { ...whole, reply: lying, declares: declared, ending: "close" };
}

function deliverBomb(reply: Reply, bytes: number): Delivery {
  const { location: _, "content-range": __, ...headers } = reply.headers;
  const body = gzipBombBody(bytes);
  const bomb = { status: 200, headers: { ...headers, "content-encoding": "gzip" }, body };
  return { ...deliverWhole(bomb), declares: undefined };
}

function isRedirect({ status }: Reply): boolean {
  return status >= 300 && status < 400;
}

function spoilLastByte(body: ReplyBody): ReplyBody {
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
