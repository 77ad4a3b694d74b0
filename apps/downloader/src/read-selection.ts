import { type ChainClient, getBlockAt } from "@flock-tools/chain";
import type { BlockOrDate } from "@flock-tools/cli";
import type { AbortOptions, BlockNumber, BlockRef } from "@flock-tools/core";
import { UsageError } from "@flock-tools/core";
import type { Selection } from "@flock-tools/flock";
import type { DownloadOptions } from "./options.ts";

type SelectionOptions = Pick<
  DownloadOptions,
  "uids" | "hotkey" | "coldkey" | "committedSince" | "committedUntil"
>;

export interface ReadSelectionOptions extends AbortOptions {
  readonly options: SelectionOptions;
  readonly chain: ChainClient;
  readonly block: BlockRef;
}

/**
 * The miners that the options ask for, with dates turned into blocks; undefined if they ask for all.
 *
 * @throws UsageError if the first block is behind the last
 */
export async function readSelection(reading: ReadSelectionOptions): Promise<Selection | undefined> {
  const { uids, hotkey: hotkeys, coldkey: coldkeys } = reading.options;
  const committedSince = await findFirstBlock(reading);
  const committedUntil = await findLastBlock(reading);
  const selection = { uids, hotkeys, coldkeys, committedSince, committedUntil };
  if ((committedSince ?? 0) > (committedUntil ?? Infinity)) {
    throw new UsageError(
      `--committed-since must not be later than --committed-until: got blocks ${committedSince} and ${committedUntil}`,
      { next: "exchange the two" },
    );
  }
  return Object.values(selection).some((value) => value !== undefined) ? selection : undefined;
}

/** The first block at or after the moment, which may be one that is not there yet. */
async function findFirstBlock(reading: ReadSelectionOptions): Promise<BlockNumber | undefined> {
  const since = reading.options.committedSince;
  if (since?.type !== "date") return blockOf(since);
  return (await findBlockAt(reading, since.from - 1)) + 1;
}

async function findLastBlock(reading: ReadSelectionOptions): Promise<BlockNumber | undefined> {
  const until = reading.options.committedUntil;
  return until?.type === "date" ? findBlockAt(reading, until.to) : blockOf(until);
}

function findBlockAt(
  { chain, block, signal }: ReadSelectionOptions,
  time: number,
): Promise<BlockNumber> {
  return getBlockAt(chain, { time, block, signal });
}

function blockOf(point: BlockOrDate | undefined): BlockNumber | undefined {
  return point?.type === "block" ? point.block : undefined;
}
