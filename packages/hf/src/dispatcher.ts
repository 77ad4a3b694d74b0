import { UsageError } from "@flock-tools/core";
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";

/** Addresses of proxies, as the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY hold them. */
export interface HubProxy {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly noProxy?: string | undefined;
}

export interface DispatcherOptions {
  /** Connections an origin: an integer >= 1. Default: 16. */
  readonly concurrency?: number;
  /** Without it no proxy is used, whatever the environment says. */
  readonly proxy?: HubProxy | undefined;
}

interface DispatcherTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly idleMs: number;
}

/**
 * The connections of one Hub.
 *
 * @throws UsageError for a proxy that is no http or https address; the message never shows a password
 * @throws RangeError for a number out of range
 */
export function createDispatcher({
  concurrency,
  proxy,
  timeouts: { connectMs, headersMs, idleMs },
}: Required<Pick<DispatcherOptions, "concurrency">> &
  Pick<DispatcherOptions, "proxy"> & { readonly timeouts: DispatcherTimeouts }): Dispatcher {
  const agentOptions = {
    connections: checkInteger("concurrency", concurrency),
    pipelining: 1,
    headersTimeout: checkInteger("timeouts.headersMs", headersMs),
    bodyTimeout: checkInteger("timeouts.idleMs", idleMs),
    connect: { timeout: checkInteger("timeouts.connectMs", connectMs) },
  };
  if (proxy === undefined) return new Agent(agentOptions);
  return new EnvHttpProxyAgent({
    ...agentOptions,
    // Empty, not undefined: undici would look into the environment itself.
    httpProxy: checkProxy(proxy.http),
    httpsProxy: checkProxy(proxy.https),
    noProxy: proxy.noProxy ?? "",
    // undici hands on none of the timeouts: a proxy that takes a connection and says nothing would have 5 minutes.
    clientFactory: (origin: URL, options: object) =>
      new Pool(origin, { ...options, headersTimeout: connectMs, connect: agentOptions.connect }),
  });
}

// undici would take a SOCKS address too, but warns of it as experimental; and it refuses a path in words of its own.
function checkProxy(address: string | undefined): string {
  if (address === undefined || address === "") return "";
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.host !== "";
  if (isPlain && `${url.pathname}${url.search}${url.hash}` === "/" && hasUsableLogin(url)) {
    return address;
  }
  throw new UsageError("the proxy's address must be http://host:port or https://host:port", {
    code: "HUB_BAD_PROXY",
    next: "correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY (in lower case too), or unset it",
  });
}

function hasUsableLogin({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}`);
    return true;
  } catch {
    return false;
  }
}

/** @throws RangeError */
export function checkInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} must be an integer >= 1: got ${value}`);
}
