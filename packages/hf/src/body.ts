import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { HubError } from "./errors.ts";
import { getHeader } from "./headers.ts";
import { toNetworkError } from "./network-error.ts";
import type { HubResponse } from "./transport.ts";
import { describeUrl } from "./urls.ts";

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/** The Content-Encoding of an answer, `identity` when there is none. */
export function getEncoding(response: HubResponse): string {
  return getHeader(response.headers, "content-encoding")?.trim().toLowerCase() || "identity";
}

/**
 * The body as it was before Content-Encoding, which comes although `identity` is asked for when a proxy compresses.
 *
 * @throws HubError `HUB_BAD_ANSWER` for an encoding nobody asked for, or several of them
 */
function decodeBody(response: HubResponse): Readable {
  const encoding = getEncoding(response);
  if (encoding === "identity") return response.body;
  const createDecoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (createDecoder === undefined) {
    throw new HubError("the answer is compressed in a way that was not asked for", {
      code: "HUB_BAD_ANSWER",
      details: `content-encoding: ${encoding.slice(0, 50)}`,
    });
  }
  // The reader of the decoder sees the error; `pipeline` only has to close both ends.
  return pipeline(response.body, createDecoder(), () => {});
}

/** Closes a body that nobody will read: a short one is read to its end so that the connection can be used again. */
export async function disposeBody(response: HubResponse, signal: AbortSignal): Promise<void> {
  try {
    await response.body.dump({ limit: 64 * 1024, signal });
  } catch {
    signal.throwIfAborted();
  }
}

/**
 * The decoded body, chunk by chunk.
 *
 * @throws HubError if it breaks off or is not what its encoding says
 * @throws the abort reason
 */
export async function* iterateBody(
  response: HubResponse,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* decodeBody(response) as AsyncIterable<Uint8Array>;
  } catch (error) {
    signal.throwIfAborted();
    throw toNetworkError(error, describeUrl(response.url));
  }
}

/**
 * Reads a body into memory, up to `maxBytes` of what it decompresses to; `complete` tells whether that was all.
 *
 * @throws HubError if the body breaks off
 * @throws the abort reason
 */
export async function readBody(
  response: HubResponse,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<{ readonly bytes: Uint8Array; readonly complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of iterateBody(response, signal)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) return { bytes: Buffer.concat(chunks, maxBytes), complete: false };
  }
  return { bytes: Buffer.concat(chunks, length), complete: true };
}
