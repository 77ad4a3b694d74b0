import { type BlockHash, UsageError } from "@flock-tools/core";
import { nearest } from "./nearest.ts";

/** A chain endpoint by name. */
export interface Network {
  readonly name: string;
  /** `ws://` or `wss://`. */
  readonly endpoint: string;
  /** Hash of block 0 where the chain is known: an endpoint on another one is refused. */
  readonly genesis?: BlockHash;
}

const FINNEY: BlockHash = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";
const TEST: BlockHash = "0x8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105";

/** The public networks and the local one (bittensor Python SDK, `core/settings.py`, `NETWORK_MAP`). */
export const NETWORKS: readonly Network[] = [
  {
    name: "finney",
    endpoint: "wss://entrypoint-finney.opentensor.ai:443",
    genesis: FINNEY,
  },
  { name: "test", endpoint: "wss://test.finney.opentensor.ai:443", genesis: TEST },
  { name: "archive", endpoint: "wss://archive.chain.opentensor.ai:443", genesis: FINNEY },
  { name: "latent-lite", endpoint: "wss://lite.sub.latent.to:443", genesis: FINNEY },
  { name: "local", endpoint: "ws://127.0.0.1:9944" },
];

/**
 * The network of that name (case does not matter), or the network "custom" at a `ws://` or `wss://` URL.
 *
 * @throws UsageError that lists the names, and the nearest one if there is one
 */
export function resolveNetwork(nameOrUrl: string): Network {
  const text = nameOrUrl.trim();
  if (text.includes("://")) return { name: "custom", endpoint: parseEndpoint(text) };
  const known = NETWORKS.find(({ name }) => name === text.toLowerCase());
  if (known !== undefined) return known;
  const names = NETWORKS.map(({ name }) => name);
  const guess = nearest(text.toLowerCase(), names);
  throw new UsageError(
    text === "" ? "network must not be empty" : `unknown network ${JSON.stringify(text)}`,
    {
      next: `${guess === undefined ? "" : `did you mean ${guess}? `}known are ${names.join(", ")}, or give a ws:// or wss:// URL`,
    },
  );
}

/**
 * `endpoint` itself, if a WebSocket can be opened to such an address.
 *
 * @throws UsageError
 */
export function parseEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === "ws:" || url?.protocol === "wss:") {
    if (url.hash === "") return endpoint;
    throw new UsageError("the endpoint must not have a fragment", { next: "leave out the #" });
  }
  const secure = url?.protocol === "http:" ? "ws" : "wss";
  // A URL may carry a password or an API key: of one, only the scheme is repeated.
  const got = url === undefined ? JSON.stringify(endpoint.slice(0, 200)) : `${url.protocol}//...`;
  const address = url === undefined || url.host === "" ? "host:port" : url.host;
  throw new UsageError(`the endpoint must be a ws:// or wss:// URL: got ${got}`, {
    next: `write ${secure}://${address}`,
  });
}
