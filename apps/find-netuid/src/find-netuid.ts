import { type ChainClient, getFinalizedBlock } from "@flock-tools/chain";
import {
  type CommandContext,
  EXIT_CODES,
  formatCount,
  safe,
  type SafeText,
} from "@flock-tools/cli";
import type { BlockRef } from "@flock-tools/core";
import { findFlock, type FlockSearch, readBlock } from "@flock-tools/flock";
import type { FindNetuidOptions } from "./command.ts";
import { formatSubnets } from "./format-subnets.ts";
import { openChain } from "./open-chain.ts";

type FindNetuidContext = CommandContext<FindNetuidOptions>;

/** `pnpm find-netuid`: all subnets at one finalized block, the best first, and one sentence about it. */
export async function findNetuid(context: FindNetuidContext): Promise<number> {
  const { options, signal, output } = context;
  const chain = await openChain(context);
  try {
    output.status("reading the subnets");
    const head = await getFinalizedBlock(chain, { signal });
    const at = options.atBlock;
    const block = at === undefined ? head : await readBlock(chain, { at, head, signal });
    const search = await findFlock(chain, { block, all: options.all, signal });
    printSearch(context, { ...search, chain, block });
    return search.winner === undefined ? EXIT_CODES.failure : EXIT_CODES.ok;
  } finally {
    await chain.disconnect();
  }
}

interface Found extends FlockSearch {
  readonly chain: ChainClient;
  readonly block: BlockRef;
}

function printSearch(context: FindNetuidContext, found: Found): void {
  const { output, options, terminal, commandLine } = context;
  const { chain, block, subnets, winner, explanation } = found;
  const { chainName, genesis } = chain;
  output.data({ chainName, genesis, block, winner, explanation, subnets });
  if (options.quiet) {
    if (winner !== undefined) output.result(String(winner.netuid));
    return;
  }
  const { resultPaint: paint } = terminal;
  output.result(...formatSubnets(subnets, { paint, width: terminal.resultColumns() }), "");
  if (options.atBlock !== undefined) output.result(formatBlock(block));
  output.result(explanation);
  if (winner === undefined) return;
  const next = commandLine("dl", [...chainArgs(context), "--netuid", String(winner.netuid)]);
  output.result(safe`${paint.cyan("next:")} ${next}`);
}

function formatBlock({ number, timestamp }: BlockRef): SafeText {
  const minute = new Date(timestamp).toISOString().slice(0, 16).replace("T", " ");
  return safe`At block ${formatCount(number)} (${minute} UTC):`;
}

/** The chain as it was given on the command line; what the environment gives, it gives to the next command too. */
function chainArgs({ options, sources }: FindNetuidContext): string[] {
  return (["network", "endpoint"] as const).flatMap((name) => {
    const values = sources[name] === "flag" ? [options[name] ?? []].flat() : [];
    return values.flatMap((value) => [`--${name}`, value]);
  });
}
