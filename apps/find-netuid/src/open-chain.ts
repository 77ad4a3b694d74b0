import { type ChainClient, connectChain, type Network, resolveNetwork } from "@flock-tools/chain";
import { chooseEndpoint, type CommandContext } from "@flock-tools/cli";
import type { FindNetuidOptions } from "./command.ts";

/** Connects to the network that was asked for, finney if none was. */
export function openChain(context: CommandContext<FindNetuidOptions>): Promise<ChainClient> {
  const { options, sources, signal, logger, output } = context;
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
