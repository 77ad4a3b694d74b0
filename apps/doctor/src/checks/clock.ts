import { formatDuration } from "@flock-tools/cli";
import type { Check, Finding, TimeReading } from "../check.ts";

export const CLOCK: Check = {
  name: "clock",
  area: "machine",
  run: ({ found }) =>
    Promise.resolve(
      judgeClock({
        hubTime: found.hubTime,
        blockTime: found.blockTime,
        isPublic: found.isPublic === true,
      }),
    ),
};

/** The Hub tells its time in whole seconds, and the way there takes some. */
const TOLERANCE_MS = 60_000;
/** A block is final some 30 s after it was made, and a good node knows it soon after. */
const OLD_BLOCK_MS = 600_000;

export interface ClockReadings {
  readonly hubTime: TimeReading | undefined;
  readonly blockTime: TimeReading | undefined;
  /** Whether the chain is one that makes blocks all the time; another may stand still. */
  readonly isPublic: boolean;
}

/** This machine's clock by the Hub's; without the Hub, by the newest final block, which is always a little old. */
export function judgeClock({ hubTime, blockTime, isPublic }: ClockReadings): Finding {
  const ahead = hubTime && hubTime.here - hubTime.there;
  const block = blockTime && blockTime.here - blockTime.there;
  const facts = { aheadOfHubMs: ahead, blockAgeMs: block };
  if (ahead !== undefined && Math.abs(ahead) > TOLERANCE_MS) {
    return { ...toWrongClock(ahead, "the Hub's"), facts };
  }
  if (block !== undefined && isPublic) {
    if (block < -TOLERANCE_MS) return { ...toWrongClock(block, "the chain's"), facts };
    if (block > OLD_BLOCK_MS) return { ...toOldBlock(block, ahead !== undefined), facts };
  }
  const told = [
    ...(ahead === undefined ? [] : ["as the Hub's"]),
    ...(blockTime === undefined ? [] : [describeBlock(blockTime)]),
  ];
  if (told.length === 0) {
    return { status: "skipped", seen: "neither the chain nor the Hub has told the time" };
  }
  return { status: "ok", seen: told.join("; "), facts };
}

function toWrongClock(ahead: number, whose: string): Finding {
  const direction = ahead > 0 ? "ahead of" : "behind";
  return {
    status: "warning",
    seen: `${formatDuration(Math.abs(ahead))} ${direction} ${whose}`,
    next: "set the clock of this machine, or have it set over the network",
  };
}

function toOldBlock(age: number, isClockRight: boolean): Finding {
  const seen = `the newest final block of the chain's node is ${formatDuration(age)} old`;
  if (isClockRight) {
    const next = "choose another node with --network or --endpoint: this one lags behind";
    return { status: "warning", seen, next };
  }
  const next = "set the clock of this machine, or choose another node with --endpoint";
  return { status: "warning", seen, next };
}

function describeBlock({ there, here }: TimeReading): string {
  const age = here - there;
  if (age < 0) return `the newest final block is ${formatDuration(-age)} ahead`;
  const minute = new Date(there).toISOString().slice(0, 16).replace("T", " ");
  return age > OLD_BLOCK_MS
    ? `the newest final block is of ${minute} UTC`
    : `the newest final block is ${formatDuration(age)} old`;
}
