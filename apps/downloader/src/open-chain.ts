import { type ChainClient, connectChain, type Network, resolveNetwork } from "@flock-tools/chain";
import { chooseEndpoint, type CommandContext } from "@flock-tools/cli";
import type { DownloadOptions } from "./options.ts";

type ChainContext = Pick<
  CommandContext<Pick<DownloadOptions, "network" | "endpoint" | "timeout">>,
  "options" | "sources" | "signal" | "logger"
>;

/** Connects to the network that was asked for, finney if none was. */
export function openChain({
  options,
  sources,
  signal,
  logger,
}: ChainContext): Promise<ChainClient> {
  const { network, endpoint } = chooseEndpoint({ values: options, sources });
  const known: Partial<Network> =
    network === undefined && endpoint !== undefined ? {} : resolveNetwork(network ?? "finney");
  return connectChain({
    endpoint: endpoint ?? known.endpoint ?? "",
    expectedGenesis: known.genesis,
    timeoutMs: options.timeout * 1000,
    signal,
    logger,
  });
}
