import { type ChainClient, connectChain, resolveNode } from "@flock-tools/chain";
import { chooseEndpoint, type CommandContext } from "@flock-tools/cli";
import type { FindNetuidOptions } from "./command.ts";

/** Connects to the node that was asked for. */
export function openChain(context: CommandContext<FindNetuidOptions>): Promise<ChainClient> {
  const { options, sources, signal, logger, output } = context;
  const node = resolveNode(chooseEndpoint({ values: options, sources }));
  output.status(`connecting to ${node.host}`);
  return connectChain({
    endpoint: node.endpoint,
    expectedGenesis: node.genesis,
    timeoutMs: options.timeout * 1000,
    signal,
    logger,
  });
}
