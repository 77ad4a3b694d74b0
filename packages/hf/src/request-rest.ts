import { disposeBody, getEncoding } from "./body.ts";
import { HubError } from "./errors.ts";
import { readIdentity } from "./file-identity.ts";
import { followRedirects } from "./follow-redirects.ts";
import { getHeader, parseContentRange, parseStrongValidator } from "./headers.ts";
import { readResponseError, type ResponseErrorOptions } from "./response-error.ts";
import type { Transfer } from "./transfer.ts";
import type { HubResponse, Transport } from "./transport.ts";
import { describeUrl } from "./urls.ts";

export interface RestOptions {
  readonly url: URL;
  readonly commit: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Asks for the bytes that are missing, and for all of them if the answer does not continue what is there. Returns the
 * answer whose body comes next, or undefined if nothing is missing.
 *
 * @throws HubError, HubDiskError, the abort reason
 */
export async function requestRest(
  transport: Transport,
  transfer: Transfer,
  options: RestOptions,
): Promise<HubResponse | undefined> {
  const { hide, pace } = transport;
  const body = { signal: options.signal, pace, hide };
  for (;;) {
    const { response, askedFrom } = await walk(transport, transfer, options);
    if (response === undefined) return undefined;
    try {
      if (await isUsable(response, transfer, body)) return response;
      await disposeBody(response, body);
      if (askedFrom === 0) throw createPartError(options.url);
      await transfer.restart();
    } catch (error) {
      response.body.destroy();
      throw error;
    }
  }
}

/** Goes from hop to hop; the first promise on the way decides what is asked for at the next. */
async function walk(
  transport: Transport,
  transfer: Transfer,
  { url, commit, maxBytes, signal }: RestOptions,
): Promise<{ readonly response: HubResponse | undefined; readonly askedFrom: number }> {
  let promised = false;
  let askedFrom = 0;
  const response = await followRedirects(transport, {
    url,
    signal,
    headers() {
      askedFrom = transfer.length;
      return createRangeHeaders(transfer);
    },
    async inspect(answer) {
      const identity = promised ? undefined : readIdentity(answer, commit);
      if (identity !== undefined) {
        promised = true;
        if (identity.size !== undefined && identity.size > maxBytes) {
          throw createTooLargeError(url, maxBytes, identity.size);
        }
        await transfer.expect(identity);
        return transfer.length === identity.size ? "stop" : "go on";
      }
      if (!promised && (answer.status === 200 || answer.status === 206))
        throw createNoHubError(url);
      return "go on";
    },
  });
  return { response, askedFrom };
}

function createRangeHeaders({ length, validator }: Transfer): Record<string, string> {
  if (length === 0) return {};
  const range = { range: `bytes=${length}-` };
  return validator === undefined ? range : { ...range, "if-range": validator };
}

async function isUsable(
  response: HubResponse,
  transfer: Transfer,
  body: ResponseErrorOptions,
): Promise<boolean> {
  switch (response.status) {
    case 200: {
      if (transfer.length > 0) await transfer.restart();
      const etag = getHeader(response.headers, "etag");
      transfer.begin(getEncoding(response) === "identity" ? parseStrongValidator(etag) : undefined);
      return true;
    }
    case 206:
      return continues(response, transfer);
    case 416:
      return false;
    default:
      throw await readResponseError(response, body);
  }
}

// A server may answer another part than was asked for, or a part of other bytes (RFC 9110, 14.2 and 15.3.7).
function continues(response: HubResponse, { length, identity, validator }: Transfer): boolean {
  const range = parseContentRange(getHeader(response.headers, "content-range"));
  const etag = parseStrongValidator(getHeader(response.headers, "etag"));
  const total = range?.total ?? identity?.size;
  return (
    length > 0 &&
    range?.start === length &&
    range.end + 1 === total &&
    (identity?.size ?? total) === total &&
    (validator === undefined || etag === undefined || etag === validator) &&
    getEncoding(response) === "identity"
  );
}

/** The cap is passed, by what the Hub declares (`size`) or by what came. */
export function createTooLargeError(url: URL, maxBytes: number, size?: number): HubError {
  const found = size === undefined ? "more than that came" : `it has ${size}`;
  return new HubError(`the file is larger than ${maxBytes} bytes: ${found}`, {
    code: "HUB_TOO_LARGE",
    details: describeUrl(url),
    next: "raise the limit of bytes per file if you want it all the same",
  });
}

function createNoHubError(url: URL): HubError {
  return new HubError("what answered is not the Hub: no word on the file's hash", {
    code: "HUB_BAD_ANSWER",
    details: `neither X-Linked-Etag nor a usable ETag from ${describeUrl(url)}`,
    next: "check HF_ENDPOINT",
  });
}

function createPartError(url: URL): HubError {
  return new HubError("the Hub answers with a part of the file although all of it was asked for", {
    code: "HUB_BAD_ANSWER",
    details: describeUrl(url),
    next: "check HF_ENDPOINT",
  });
}
