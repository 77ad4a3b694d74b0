import { type Network, resolveNetwork } from "./networks.ts";

/** What to connect to, as a person names it. */
export interface NodeChoice {
  /** A network's name or a `ws://` or `wss://` URL; finney if there is no endpoint either. */
  readonly network?: string | undefined;
  /** The address to connect to instead of the network's own; the network then says which chain must be there. */
  readonly endpoint?: string | undefined;
}

/** One node to connect to: what `connectChain` takes, and its name for people. */
export interface ResolvedNode extends Pick<Network, "endpoint" | "genesis"> {
  /** The part of the address that holds no API key. */
  readonly host: string;
}

/**
 * The node that was meant. An endpoint without a network may be of any chain.
 *
 * @throws UsageError if no network has that name
 */
export function resolveNode({ network, endpoint }: NodeChoice): ResolvedNode {
  if (network === undefined && endpoint !== undefined) return { endpoint, host: hostOf(endpoint) };
  const known = resolveNetwork(network ?? "finney");
  const url = endpoint ?? known.endpoint;
  const { genesis } = known;
  return { endpoint: url, host: hostOf(url), ...(genesis !== undefined && { genesis }) };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "the endpoint";
}
