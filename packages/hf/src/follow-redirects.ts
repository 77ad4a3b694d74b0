import { disposeBody } from "./body.ts";
import { HubError } from "./errors.ts";
import { getHeader } from "./headers.ts";
import type { HubResponse, Transport } from "./transport.ts";
import { describeUrl } from "./urls.ts";

const MAX_REDIRECTS = 5;
const REDIRECT_STATUS = new Set([301, 302, 303, 307, 308]);

export interface FollowOptions {
  readonly url: URL;
  readonly signal: AbortSignal;
  /** Headers of each hop; asked before each, so that one answer can change the next question. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Sees each answer before its body; `stop` ends the walk there. */
  readonly inspect?: (response: HubResponse) => Promise<"go on" | "stop">;
}

/**
 * Sends a GET and follows up to 5 redirects by hand: the token goes to the Hub's own origin only, however often the
 * walk leaves it and comes back. Returns the first answer that is no redirect, or undefined if `inspect` stopped.
 *
 * @throws HubError if no answer comes, or the redirects lead nowhere
 * @throws the abort reason, and whatever `inspect` throws
 */
export async function followRedirects(
  transport: Transport,
  { url: first, signal, headers = () => ({}), inspect }: FollowOptions,
): Promise<HubResponse | undefined> {
  const { pace } = transport;
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const response = await transport.send({ url, headers: headers(), signal });
    const redirected = REDIRECT_STATUS.has(response.status);
    try {
      if ((await inspect?.(response)) === "stop") {
        await disposeBody(response, { signal, pace });
        return undefined;
      }
      if (!redirected) return response;
      url = resolveLocation(response, transport.hide);
    } catch (error) {
      response.body.destroy();
      throw error;
    }
    await disposeBody(response, { signal, pace });
  }
  throw createRedirectError(first, `more than ${MAX_REDIRECTS} redirects`);
}

function resolveLocation(response: HubResponse, hide: Transport["hide"]): URL {
  const location = getHeader(response.headers, "location");
  if (location === undefined || !URL.canParse(location, response.url.href)) {
    throw createRedirectError(response.url, "a redirect without a usable Location");
  }
  const target = new URL(location, response.url);
  if (!/^https?:$/.test(target.protocol) || `${target.username}${target.password}` !== "") {
    throw createRedirectError(response.url, "a redirect to what is no plain http or https address");
  }
  if (response.url.protocol === "https:" && target.protocol === "http:") {
    throw createRedirectError(response.url, "a redirect from https to http");
  }
  if (hide(target.href) !== target.href) {
    throw createRedirectError(response.url, "a redirect that carries the token");
  }
  return target;
}

function createRedirectError(url: URL, details: string): HubError {
  return new HubError(`the Hub's redirects lead nowhere, from ${describeUrl(url)}`, {
    code: "HUB_BAD_ANSWER",
    details,
    next: "check HF_ENDPOINT",
  });
}
