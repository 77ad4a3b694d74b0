import { FlockError } from "@flock-tools/core";
import { readBody } from "./body.ts";
import { HubError } from "./errors.ts";
import { followRedirects } from "./follow-redirects.ts";
import type { Hub } from "./hub.ts";
import { readResponseError } from "./response-error.ts";
import { withRetry } from "./retry.ts";
import { describeUrl } from "./urls.ts";

/** A tree page of 1,000 files is about 300 kB. */
const MAX_API_BYTES = 16 * 1024 * 1024;

/**
 * A `fetch` for @huggingface/hub: GET only, over this Hub's connections, with its token, budget and retries. Whatever
 * is not a 200 becomes a typed error here, where the headers are still known.
 */
export function createApiFetch(
  hub: Hub,
  signal: AbortSignal,
  { explainLongAnswer = createBadAnswer }: ApiFetchOptions = {},
): typeof fetch {
  return async (input) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return await withRetry(hub.transport, { signal }, () =>
      fetchOnce(hub, url, { signal, explainLongAnswer }),
    );
  };
}

interface ApiFetchOptions {
  /** Makes the error for an answer of more than 16 MiB. Default: `HUB_BAD_ANSWER`. */
  readonly explainLongAnswer?: (details: string) => HubError;
}

async function fetchOnce(
  hub: Hub,
  url: URL,
  { signal, explainLongAnswer }: Required<ApiFetchOptions> & { readonly signal: AbortSignal },
): Promise<Response> {
  const response = await followRedirects(hub.transport, {
    url,
    signal,
    headers: () => ({ accept: "application/json" }),
  });
  if (response === undefined) throw createBadAnswer("no answer");
  const { hide, pace } = hub.transport;
  if (response.status !== 200) throw await readResponseError(response, { signal, pace, hide });
  const { bytes, complete } = await readBody(response, { maxBytes: MAX_API_BYTES, signal, pace });
  if (!complete) {
    throw explainLongAnswer(`more than ${MAX_API_BYTES} bytes from ${describeUrl(url)}`);
  }
  const { link } = response.headers;
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: typeof link === "string" ? { link } : {},
  });
}

/**
 * An error out of @huggingface/hub as this package's: its own errors were thrown in `createApiFetch` and pass
 * through, and anything else means that the JSON was not as expected.
 */
export function toApiError(error: unknown): unknown {
  return error instanceof FlockError ? error : createBadAnswer("unexpected JSON", error);
}

/** The endpoint answered, but not as the Hub does. */
export function createBadAnswer(details: string, cause?: unknown): HubError {
  return new HubError("what answered is not the Hub as this program knows it", {
    code: "HUB_BAD_ANSWER",
    details,
    next: "check HF_ENDPOINT",
    ...(cause === undefined ? {} : { cause }),
  });
}
