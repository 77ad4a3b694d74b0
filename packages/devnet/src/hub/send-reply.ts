import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Sleep } from "@flock-tools/core";
import type { Delivery } from "./plan-delivery.ts";

interface SendOptions {
  readonly sleep: Sleep;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

/** Puts an answer on the wire; resolves when that is done, broken off by either side or left silent. */
export async function sendReply(
  response: ServerResponse,
  delivery: Delivery,
  { sleep, signal }: SendOptions,
): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  // A client that goes away is not waited for.
  response.once("close", leave);
  signal.addEventListener("abort", leave, { once: true });
  try {
    await send(response, delivery, (ms) => sleep(ms, { signal: gone.signal }));
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  } finally {
    response.off("close", leave);
    signal.removeEventListener("abort", leave);
  }
}

type Wait = (ms: number) => Promise<void>;

async function send(response: ServerResponse, delivery: Delivery, wait: Wait): Promise<void> {
  const { reply, sendsHeaders, gzip, ending, bytesPerSecond, endsAfterMs } = delivery;
  if (sendsHeaders) {
    writeHead(response, delivery);
    const bytes = response.req.method === "HEAD" ? 0 : delivery.bytes;
    const body = reply.body.read(0, bytes);
    if (gzip && bytes > 0) return sendCompressed(response, body);
    if (ending !== "end" || bytesPerSecond !== undefined) response.flushHeaders();
    if (bytesPerSecond !== undefined) {
      const isWhole = await trickle(response, body, { bytesPerSecond, endsAfterMs, wait });
      return finish(response, isWhole ? ending : "close");
    }
    await sendChunks(response, body);
  }
  if (ending === "silence" && endsAfterMs !== undefined) {
    await wait(endsAfterMs);
    return finish(response, "close");
  }
  return finish(response, ending);
}

function writeHead(response: ServerResponse, { reply, declares, gzip }: Delivery): void {
  const isDeclared = declares !== undefined && reply.status !== 304;
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(gzip ? { "content-encoding": "gzip", ...weaken(reply.headers["etag"]) } : {}),
    ...(isDeclared ? { "content-length": String(declares) } : {}),
  });
}

async function sendChunks(response: ServerResponse, chunks: Iterable<Uint8Array>): Promise<void> {
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await waitForDrain(response);
  }
}

interface TrickleOptions {
  readonly bytesPerSecond: number;
  readonly endsAfterMs: number | undefined;
  readonly wait: Wait;
}

/** Ten pieces a second at most; tells whether the body was sent to its end. */
async function trickle(
  response: ServerResponse,
  chunks: Iterable<Uint8Array>,
  { bytesPerSecond, endsAfterMs = Infinity, wait }: TrickleOptions,
): Promise<boolean> {
  const length = Math.max(1, Math.round(bytesPerSecond / 10));
  let elapsed = 0;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += length) {
      const piece = chunk.subarray(at, at + length);
      if (response.destroyed) return false;
      response.write(piece);
      const pause = Math.min((piece.length / bytesPerSecond) * 1000, endsAfterMs - elapsed);
      await wait(pause);
      elapsed += pause;
      if (elapsed >= endsAfterMs) return false;
    }
  }
  return true;
}

async function waitForDrain(response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    // A client that goes away never drains.
    await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]);
  } finally {
    settled.abort();
  }
}

// A cache that compresses on the fly can only vouch for the content, not for its bytes (RFC 9110, section 8.8.1).
function weaken(etag: string | undefined): Record<string, string> {
  return etag === undefined ? {} : { etag: `W/${etag}` };
}

async function sendCompressed(
  response: ServerResponse,
  chunks: Iterable<Uint8Array>,
): Promise<void> {
  try {
    await pipeline(Readable.from(chunks), createGzip(), response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}

async function finish(response: ServerResponse, ending: Delivery["ending"]): Promise<void> {
  const { socket } = response;
  if (ending === "end") {
    response.end();
  } else if (ending === "close") {
    // The end of the stream, not `destroy`: what was written before still goes out.
    socket?.destroySoon();
  } else if (ending === "reset") {
    await flush(response);
    socket?.resetAndDestroy();
  }
}

/** Resolves when the kernel has taken what was written. */
function flush({ socket }: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (socket === null || socket.destroyed) resolve();
    else socket.write("", () => resolve());
  });
}
