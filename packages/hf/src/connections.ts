import { UsageError } from "@flock-tools/core";
import type { Dispatcher } from "undici";
import { HubError } from "./errors.ts";

/** Addresses of proxies, as the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY hold them. */
export interface HubProxy {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly noProxy?: string | undefined;
}

export interface ConnectionsOptions {
  /** Connections an origin: an integer >= 1. Default: 16. */
  readonly concurrency?: number;
  /** Without it no proxy is used, whatever the environment says. */
  readonly proxy?: HubProxy | undefined;
}

interface ConnectionTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly idleMs: number;
}

/** The connections of one Hub. */
export interface Connections {
  /**
   * What sends requests. It and its library, which takes a while, are there from the first time on.
   *
   * @throws HubError HUB_CLOSED
   */
  open(): Promise<Dispatcher>;
  /** Breaks off whatever is under way. */
  close(): Promise<void>;
}

/**
 * @throws UsageError for a proxy that is no http or https address; the message never shows a password
 * @throws RangeError for a number out of range
 */
export function createConnections({
  concurrency,
  proxy,
  timeouts: { connectMs, headersMs, idleMs },
}: Required<Pick<ConnectionsOptions, "concurrency">> &
  Pick<ConnectionsOptions, "proxy"> & { readonly timeouts: ConnectionTimeouts }): Connections {
  const options = {
    connections: checkInteger("concurrency", concurrency),
    pipelining: 1,
    headersTimeout: checkInteger("timeouts.headersMs", headersMs),
    bodyTimeout: checkInteger("timeouts.idleMs", idleMs),
    connect: { timeout: checkInteger("timeouts.connectMs", connectMs) },
  };
  // Empty, not undefined: undici would look into the environment itself.
  const addresses = proxy && {
    httpProxy: checkProxy(proxy.http),
    httpsProxy: checkProxy(proxy.https),
    noProxy: proxy.noProxy ?? "",
  };
  const create = async (): Promise<Dispatcher> => {
    const { Agent, EnvHttpProxyAgent, Pool } = await import("undici");
    if (addresses === undefined) return new Agent(options);
    return new EnvHttpProxyAgent({
      ...options,
      ...addresses,
      // undici hands on none of the timeouts: a proxy that takes a connection and says nothing would have 5 minutes.
      clientFactory: (origin: URL, more: object) =>
        new Pool(origin, { ...more, headersTimeout: connectMs, connect: options.connect }),
    });
  };
  let opened: Promise<Dispatcher> | undefined;
  let isClosed = false;
  return {
    async open() {
      if (isClosed) throw new HubError("the Hub client is closed", { code: "HUB_CLOSED" });
      return (opened ??= create());
    },
    async close() {
      isClosed = true;
      const dispatcher = await opened?.catch(() => undefined);
      await dispatcher?.destroy();
    },
  };
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
