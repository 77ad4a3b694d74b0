import { type ChainClient, connectChain, type Network, resolveNetwork } from "@flock-tools/chain";
import { chooseEndpoint, type CommandContext } from "@flock-tools/cli";
import type { DownloadOptions } from "./options.ts";

type ChainContext = Pick<
  CommandContext<Pick<DownloadOptions, "network" | "endpoint" | "timeout">>,
  "options" | "sources" | "signal" | "logger" | "output"
>;

/** Connects to the network that was asked for, finney if none was. */
export function openChain({
  options,
  sources,
  signal,
  logger,
  output,
}: ChainContext): Promise<ChainClient> {
  const { network, endpoint } = chooseEndpoint({ values: options, sources });
  const known: Partial<Network> =
    network === undefined && endpoint !== undefined ? {} : resolveNetwork(network ?? "finney");
  const url = endpoint ?? known.endpoint ?? "";
  output.status(`connecting to ${hostOf(url)}`);
  return connectChain({
    endpoint: url,
    expectedGenesis: known.genesis,
    timeoutMs: options.timeout * 1000,
    signal,
    logger,
  });
}

/** The part of an address that holds no API key. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "the endpoint";
}
