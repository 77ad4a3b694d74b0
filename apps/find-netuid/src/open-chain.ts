import { type ChainClient, connectChain, type Network, resolveNetwork } from "@flock-tools/chain";
import { chooseEndpoint, type CommandContext } from "@flock-tools/cli";
import type { FindNetuidOptions } from "./command.ts";

/** Connects to the network that was asked for, finney if none was. */
export function openChain(context: CommandContext<FindNetuidOptions>): Promise<ChainClient> {
  const { options, sources, signal, logger } = context;
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
