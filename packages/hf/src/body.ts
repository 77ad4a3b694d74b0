import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { HubError } from "./errors.ts";
import { getHeader, parseSize } from "./headers.ts";
import { toNetworkError } from "./network-error.ts";
import { createPaceCheck, type Pace } from "./pace.ts";
import type { HubResponse } from "./transport.ts";
import { describeUrl } from "./urls.ts";

export interface BodyOptions {
  readonly signal: AbortSignal;
  readonly pace: Pace;
}

export interface ReadBodyOptions extends BodyOptions {
  /** Of the decoded body. */
  readonly maxBytes: number;
  /** What it means that a compressed body is longer than that by itself. Default: that it is no answer of a Hub. */
  readonly createTooLong?: () => HubError;
}

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/** Longer bodies are cheaper to give up with their connection than to read to their end. */
const MAX_DISPOSED_BYTES = 64 * 1024;

/** The Content-Encoding of an answer, `identity` when there is none. */
export function getEncoding(response: HubResponse): string {
  return getHeader(response.headers, "content-encoding")?.trim().toLowerCase() || "identity";
}

/** Closes a body that nobody will read: a short one is read to its end so that the connection can be used again. */
export async function disposeBody(
  { body, headers, url }: HubResponse,
  { signal, pace }: BodyOptions,
): Promise<void> {
  const checkPace = createPaceCheck(pace, url);
  let length = parseSize(getHeader(headers, "content-length")) ?? 0;
  try {
    if (length > MAX_DISPOSED_BYTES) return;
    length = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > MAX_DISPOSED_BYTES) return;
      checkPace(chunk.length);
    }
  } catch {
    signal.throwIfAborted();
  } finally {
    body.destroy();
  }
}

/**
 * The decoded body, chunk by chunk. Compressed, it may be little longer than `maxBytes`, since it could be a stream
 * without end of which nothing comes out.
 *
 * @throws HubError if it breaks off, comes slower than `pace`, or is not what its encoding says
 * @throws the abort reason
 */
export async function* iterateBody(
  response: HubResponse,
  { signal, pace, maxBytes, createTooLong = createBombError }: ReadBodyOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const checkPace = createPaceCheck(pace, response.url);
  try {
    const decoded = decodeBody(response, { maxBytes, checkPace, createTooLong });
    for await (const chunk of decoded as AsyncIterable<Uint8Array>) {
      yield chunk;
      checkPace(chunk.length);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw toNetworkError(error, describeUrl(response.url));
  }
}

function createBombError(): HubError {
  return new HubError("the compressed answer is longer than what it holds may be", {
    code: "HUB_BAD_ANSWER",
  });
}

interface DecodeOptions extends Required<Pick<ReadBodyOptions, "maxBytes" | "createTooLong">> {
  readonly checkPace: (length: number) => void;
}

// A body may be compressed although `identity` was asked for, when there is a proxy on the way.
function decodeBody(response: HubResponse, options: DecodeOptions): Readable {
  const encoding = getEncoding(response);
  if (encoding === "identity") return response.body;
  const createDecoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (createDecoder === undefined) {
    throw new HubError("the answer is compressed in a way that was not asked for", {
      code: "HUB_BAD_ANSWER",
      details: `content-encoding: ${encoding.slice(0, 50)}`,
    });
  }
  const watch = (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
    watchCompressed(chunks, options);
  // The reader of the decoder sees the error; `pipeline` only has to close both ends.
  return pipeline(response.body, watch, createDecoder(), () => {});
}

async function* watchCompressed(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, checkPace, createTooLong }: DecodeOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  // What cannot be compressed grows by 5 bytes for each block (RFC 1951, 3.2.4): less than 1%.
  const cap = maxBytes * 1.01 + 1024;
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > cap) throw createTooLong();
    // Only what comes out counts, but that nothing does shows here.
    checkPace(0);
    yield chunk;
  }
}

/**
 * Reads a body into memory, up to `maxBytes` of what it decompresses to; `complete` tells whether that was all.
 *
 * @throws HubError if the body breaks off, or comes slower than `pace`
 * @throws the abort reason
 */
export async function readBody(
  response: HubResponse,
  options: ReadBodyOptions,
): Promise<{ readonly bytes: Uint8Array; readonly complete: boolean }> {
  const { maxBytes } = options;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of iterateBody(response, options)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) return { bytes: Buffer.concat(chunks, maxBytes), complete: false };
  }
  return { bytes: Buffer.concat(chunks, length), complete: true };
}
