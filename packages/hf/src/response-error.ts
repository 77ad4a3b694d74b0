import { HubError, type HubErrorCode } from "./errors.ts";
import { getHeader } from "./headers.ts";
import type { HubResponse, Transport } from "./transport.ts";
import { describeUrl } from "./urls.ts";
import { readBody } from "./body.ts";

/** Error pages are read this far; the rest of them is dropped. */
const MAX_ERROR_BYTES = 16 * 1024;
const MAX_MESSAGE = 300;

interface Mapping {
  readonly code: HubErrorCode;
  readonly text: string;
  readonly retryable?: boolean;
  readonly next?: string;
}

// Values of X-Error-Code (huggingface_hub, utils/_http.py, `hf_raise_for_status`).
const BY_ERROR_CODE: Readonly<Record<string, Mapping>> = {
  RepoNotFound: {
    code: "HUB_REPO_NOT_FOUND",
    text: "the repository does not exist or is private",
    next: "if it is private, set HF_TOKEN to a token that may read it",
  },
  GatedRepo: {
    code: "HUB_GATED",
    text: "the repository is gated",
    next: "accept its conditions on its page and set HF_TOKEN",
  },
  RevisionNotFound: { code: "HUB_REVISION_NOT_FOUND", text: "the revision does not exist" },
  EntryNotFound: { code: "HUB_ENTRY_NOT_FOUND", text: "the file does not exist at this revision" },
};

const UNAUTHORIZED: Mapping = {
  code: "HUB_UNAUTHORIZED",
  text: "the Hub refuses the token, or wants one",
  next: "set HF_TOKEN to a valid token from https://huggingface.co/settings/tokens, or unset it",
};

const BY_STATUS: Readonly<Record<number, Mapping>> = {
  401: UNAUTHORIZED,
  403: {
    code: "HUB_FORBIDDEN",
    text: "the Hub does not allow it",
    next: "use a token with read access to the repository",
  },
  408: { code: "HUB_TIMEOUT", text: "the Hub gave up waiting for the request", retryable: true },
  429: {
    code: "HUB_RATE_LIMITED",
    text: "the Hub's rate limit is used up",
    retryable: true,
    next: "wait some minutes, or set HF_TOKEN: accounts have higher limits",
  },
  451: { code: "HUB_FORBIDDEN", text: "the repository is blocked for legal reasons" },
};

// A signed address of the storage behind the Hub that has run out is answered 401 or 403; asking again gives a new one.
const STORAGE_REFUSED: Mapping = {
  code: "HUB_FORBIDDEN",
  text: "the storage behind the Hub refuses the address that the Hub gave",
  retryable: true,
};

const SERVER: Mapping = {
  code: "HUB_SERVER",
  text: "the Hub has a fault of its own",
  retryable: true,
};

const UNKNOWN: Mapping = {
  code: "HUB_BAD_ANSWER",
  text: "what answered is not the Hub as this program knows it",
  next: "check HF_ENDPOINT",
};

export interface ResponseErrorOptions extends Pick<Transport, "hide" | "pace"> {
  readonly signal: AbortSignal;
}

/**
 * The error that an answer other than the expected one stands for. Reads a bounded part of the body and closes it.
 *
 * @throws the abort reason
 */
export async function readResponseError(
  response: HubResponse,
  options: ResponseErrorOptions,
): Promise<HubError> {
  const said = await readMessage(response, options);
  const { code, text, retryable = false, next } = findMapping(response, said);
  return new HubError(`${text} (HTTP ${response.status} from ${describeUrl(response.url)})`, {
    code,
    status: response.status,
    retryable,
    retryAfterMs: response.retryAfterMs,
    ...(said === "" ? {} : { details: said }),
    ...(next === undefined ? {} : { next }),
  });
}

function findMapping({ own, status, headers }: HubResponse, said: string): Mapping {
  if (status >= 500) return SERVER;
  // The storage's words about repositories and tokens are not the Hub's.
  if (!own)
    return status === 401 || status === 403 ? STORAGE_REFUSED : (BY_STATUS[status] ?? UNKNOWN);
  // Not to be taken for a missing repository, whatever the code says (huggingface_hub, `hf_raise_for_status`).
  if (status === 401 && said === "Invalid credentials in Authorization header") return UNAUTHORIZED;
  const errorCode = getHeader(headers, "x-error-code") ?? "";
  const byCode = Object.hasOwn(BY_ERROR_CODE, errorCode) ? BY_ERROR_CODE[errorCode] : undefined;
  return byCode ?? BY_STATUS[status] ?? UNKNOWN;
}

async function readMessage(response: HubResponse, options: ResponseErrorOptions): Promise<string> {
  const header = getHeader(response.headers, "x-error-message");
  let body = "";
  try {
    const { bytes } = await readBody(response, { ...options, maxBytes: MAX_ERROR_BYTES });
    body = new TextDecoder().decode(bytes);
  } catch {
    // The status says enough; only an abort must get through.
    options.signal.throwIfAborted();
  }
  // Before it is cut: half a token would be left in plain sight.
  return options
    .hide(header ?? parseErrorField(body))
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, MAX_MESSAGE);
}

function parseErrorField(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === "string" ? error : "";
  } catch {
    return "";
  }
}
