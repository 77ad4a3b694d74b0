import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Delivery } from "./fault.ts";

/** Puts an answer on the wire; resolves when that is done, broken off by either side or left silent. */
export async function sendReply(response: ServerResponse, delivery: Delivery): Promise<void> {
  const { reply, sendsHeaders, declaresLength, gzip, ending } = delivery;
  if (sendsHeaders) {
    response.writeHead(reply.status, {
      ...reply.headers,
      ...(gzip ? { "content-encoding": "gzip", ...weaken(reply.headers["etag"]) } : {}),
      ...(declaresLength && reply.status !== 304
        ? { "content-length": String(reply.body.size) }
        : {}),
    });
    const bytes = response.req.method === "HEAD" ? 0 : delivery.bytes;
    const body = reply.body.read(0, bytes);
    if (gzip && bytes > 0) return sendCompressed(response, body);
    if (ending !== "end") response.flushHeaders();
    await sendChunks(response, body);
  }
  await finish(response, ending);
}

async function sendChunks(response: ServerResponse, chunks: Iterable<Uint8Array>): Promise<void> {
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await waitForDrain(response);
  }
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
