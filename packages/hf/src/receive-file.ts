import { getEncoding, iterateBody } from "./body.ts";
import { HubIntegrityError } from "./errors.ts";
import { getHeader, parseSize } from "./headers.ts";
import { createTooLargeError, requestRest, type RestOptions } from "./request-rest.ts";
import type { Transfer } from "./transfer.ts";
import type { HubResponse, Transport } from "./transport.ts";
import { describeUrl } from "./urls.ts";

/**
 * One attempt at the bytes of a file that are not there yet. After a failure the transfer holds what came, and the
 * next attempt goes on from there. Of the content only the length is checked here.
 *
 * @throws HubError, retryable if another attempt may help
 * @throws HubDiskError
 * @throws the abort reason
 */
export async function receiveFile(
  transport: Transport,
  transfer: Transfer,
  options: RestOptions,
): Promise<void> {
  const { signal, maxBytes, url } = options;
  const response = await requestRest(transport, transfer, options);
  if (response === undefined) {
    await transfer.adopt(signal);
    return;
  }
  const limit = createLimit(transfer, { maxBytes, url });
  const { pace, stats } = transport;
  const size = transfer.identity?.size;
  const body = {
    signal,
    pace,
    maxBytes: size ?? maxBytes,
    createTooLong: () =>
      size === undefined ? createTooLargeError(url, maxBytes) : createLongerError(url, size),
  };
  try {
    limit.check(transfer.length + readDeclaredRest(response));
    await transfer.adopt(signal);
    for await (const chunk of iterateBody(response, body)) {
      limit.check(transfer.length + chunk.length);
      stats.bytes += chunk.length;
      await transfer.push(chunk);
    }
  } finally {
    response.body.destroy();
    // Also after a failure: what counts as received must be in the file.
    await transfer.flush();
  }
  checkWhole(transfer, response.url);
}

interface Limit {
  /** @throws if a file of `length` bytes is more than was promised or wanted */
  check(length: number): void;
}

function createLimit(
  { identity }: Transfer,
  { maxBytes, url }: Pick<RestOptions, "maxBytes" | "url">,
): Limit {
  const size = identity?.size;
  return {
    check(length) {
      if (length > maxBytes) throw createTooLargeError(url, maxBytes);
      if (size === undefined || length <= size) return;
      throw createLongerError(url, size);
    },
  };
}

function createLongerError(url: URL, size: number): HubIntegrityError {
  return new HubIntegrityError(`the file is longer than the ${size} bytes that were promised`, {
    details: describeUrl(url),
  });
}

// Content-Length of a compressed body says nothing about the file.
function readDeclaredRest(response: HubResponse): number {
  if (getEncoding(response) !== "identity") return 0;
  return parseSize(getHeader(response.headers, "content-length")) ?? 0;
}

// A proxy that gives up in the middle may still end the body as if it were whole.
function checkWhole({ length, identity }: Transfer, url: URL): void {
  const size = identity?.size;
  if (size === undefined || length === size) return;
  throw new HubIntegrityError(`the body ended after ${length} of ${size} bytes`, {
    retryable: true,
    details: describeUrl(url),
  });
}
