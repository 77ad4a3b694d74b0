import { type ChainClient, connectChain, resolveNode } from "@flock-tools/chain";
import { chooseEndpoint, type CommandContext } from "@flock-tools/cli";
import type { DownloadOptions } from "./options.ts";

type ChainContext = Pick<
  CommandContext<Pick<DownloadOptions, "network" | "endpoint" | "timeout">>,
  "options" | "sources" | "signal" | "logger" | "output"
>;

/** Connects to the node that was asked for; of several, to the first that serves. */
export function openChain(context: ChainContext): Promise<ChainClient> {
  const { options, sources, signal, logger, output } = context;
  const { network, endpoint: endpoints } = options;
  const chosen = chooseEndpoint({ values: { network, endpoint: endpoints?.[0] }, sources });
  const node = resolveNode({ ...chosen, endpoint: chosen.endpoint && endpoints });
  output.status(`connecting to ${node.host}`);
  return connectChain({
    endpoints: node.endpoints,
    expectedGenesis: node.genesis,
    timeoutMs: options.timeout * 1000,
    signal,
    logger,
  });
}
