import type { ChainClient } from "@flock-tools/chain";
import type { CommandContext } from "@flock-tools/cli";
import { type BlockRef, FlockError, type Netuid } from "@flock-tools/core";
import { findFlock } from "@flock-tools/flock";

export interface ReadNetuidOptions {
  readonly netuid: Netuid | undefined;
  readonly chain: ChainClient;
  readonly block: BlockRef;
  readonly context: Pick<CommandContext<object>, "output" | "signal" | "commandLine">;
}

/**
 * The netuid that was asked for, or the one that is FLock.
 *
 * @throws FlockError CHAIN_FLOCK_NOT_FOUND if none is
 */
export async function readNetuid({
  netuid,
  chain,
  block,
  context,
}: ReadNetuidOptions): Promise<Netuid> {
  if (netuid !== undefined) return netuid;
  const { signal } = context;
  const { winner, explanation } = await findFlock(chain, { block, winnerOnly: true, signal });
  if (winner === undefined) {
    throw new FlockError("no subnet of this network is FLock", {
      kind: "chain",
      code: "CHAIN_FLOCK_NOT_FOUND",
      details: explanation,
      next: `${context.commandLine("find-netuid")}, then give --netuid`,
    });
  }
  context.output.note(explanation);
  return winner.netuid;
}
