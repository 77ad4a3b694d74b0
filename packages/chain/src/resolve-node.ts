import { type Network, resolveNetwork } from "./networks.ts";

/** What to connect to, as a person names it. */
export interface NodeChoice {
  /** A network's name or a `ws://` or `wss://` URL; finney if there is no endpoint either. */
  readonly network?: string | undefined;
  /**
   * The address to connect to instead of the network's own, or several in order of preference; the network then says which
   * chain must be there.
   */
  readonly endpoint?: string | readonly string[] | undefined;
}

/** Nodes to connect to: `endpoints` and `genesis` are what `connectChain` takes. */
export interface ResolvedNode extends Pick<Network, "genesis"> {
  /** The first of them. */
  readonly endpoint: string;
  /** At least one. */
  readonly endpoints: readonly string[];
  /** The part of the first address that holds no API key. */
  readonly host: string;
}

/**
 * The node that was meant. Endpoints without a network may be of any chain.
 *
 * @throws UsageError if no network has that name
 */
export function resolveNode({ network, endpoint = [] }: NodeChoice): ResolvedNode {
  const [given, ...others] = typeof endpoint === "string" ? [endpoint] : endpoint;
  if (network === undefined && given !== undefined) return toNode(given, others);
  const known = resolveNetwork(network ?? "finney");
  const { genesis } = known;
  return {
    ...toNode(given ?? known.endpoint, others),
    ...(genesis !== undefined && { genesis }),
  };
}

function toNode(first: string, others: readonly string[]): ResolvedNode {
  return { endpoint: first, endpoints: [first, ...others], host: hostOf(first) };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "the endpoint";
}
