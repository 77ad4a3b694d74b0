import { FlockError, UsageError } from "@flock-tools/core";
import { HubIntegrityError } from "@flock-tools/hf";
import type { SelectableSubnet } from "./select-miners.ts";

/** Wrong bytes of the Hub that were kept: kind `integrity`, code `HUB_INTEGRITY`. */
export class QuarantinedError extends HubIntegrityError {
  override readonly name = "QuarantinedError";
  /** Where, in the data folder, with `/`. */
  readonly quarantine: string;

  constructor(cause: HubIntegrityError, quarantine: string) {
    const { details, wrong } = cause;
    super(`${cause.message}: kept as ${quarantine} in the data folder`, {
      cause,
      ...(details === undefined ? {} : { details }),
      ...(wrong === undefined ? {} : { wrong }),
    });
    this.quarantine = quarantine;
  }
}

const SHOWN = 3;

/** Nobody of those who were asked for is registered: kind `usage`, code `SELECTION_EMPTY`. */
export function createEmptySelectionError(
  { netuid, block, neurons }: SelectableSubnet,
  unmatched: readonly string[],
): UsageError {
  const shown = unmatched.slice(0, SHOWN).join(", ");
  const more = unmatched.length > SHOWN ? ` and ${unmatched.length - SHOWN} more` : "";
  const count = neurons.length;
  return new UsageError(
    `no miner of netuid ${netuid} matches: ${shown}${more} not registered at block ${block.number}`,
    {
      code: "SELECTION_EMPTY",
      next:
        count === 0
          ? "the subnet has no miners at this block"
          : `the subnet has ${count} miners, uids 0 to ${count - 1}`,
    },
  );
}

/** Kind `integrity`, code `FILE_CHANGED`: a file that was fetched is there no more as it was. */
export function createChangedFileError(name: string): FlockError {
  return new FlockError(`${name} is not what it was when it was fetched`, {
    kind: "integrity",
    code: "FILE_CHANGED",
    next: "run the download again",
  });
}

/** Nothing is left to mix: kind `usage`, code `MIX_EMPTY`. */
export function createEmptyMixError(
  leftOut: readonly { readonly rows: number; readonly invalid: number; readonly tooLong: number }[],
): UsageError {
  const sum = (of: "rows" | "invalid" | "tooLong"): number =>
    leftOut.reduce((total, counts) => total + counts[of], 0);
  const rows = sum("rows");
  return new UsageError("there are no rows to mix", {
    code: "MIX_EMPTY",
    details: `${leftOut.length} miners, ${rows} rows, ${sum("invalid")} of them not valid, ${sum("tooLong")} too long`,
    next: rows === 0 ? "run pnpm dl first, or select more" : "select other miners or rows",
  });
}

/** Rows cannot be split as asked: kind `usage`, code `MIX_NO_SPLIT`. */
export function createNoSplitError({
  kept,
  asked,
}: {
  readonly kept: number;
  /** Undefined: all rows are one cluster. */
  readonly asked?: number;
}): UsageError {
  if (asked !== undefined) {
    return new UsageError(
      `${asked} rows for validation would leave none for training: ${kept} are left after duplicates and quotas`,
      { code: "MIX_NO_SPLIT", next: `ask for fewer than ${kept} with --validation, or a share` },
    );
  }
  return new UsageError(
    kept === 1
      ? "one row cannot be split into training and validation"
      : `all ${kept} rows hang together as twins, so there is no split without a twin on both sides`,
    {
      code: "MIX_NO_SPLIT",
      next: "write all of it for training with --validation 0, raise --threshold, or select more rows",
    },
  );
}

const FULL = new Set(["ENOSPC", "EDQUOT"]);

/**
 * Kind `disk`, code `HF_CACHE_FULL` or `HF_CACHE_NOT_WRITABLE`, for a failure of the file system in the cache at
 * `folder`. Errors that say what to do already are passed through.
 */
export function toHfCacheError(cause: unknown, folder: string): unknown {
  if (cause instanceof FlockError || !(cause instanceof Error) || !("syscall" in cause))
    return cause;
  const isFull = "code" in cause && FULL.has(String(cause.code));
  return new FlockError(`${folder} cannot be written${isFull ? ": the disk is full" : ""}`, {
    kind: "disk",
    code: isFull ? "HF_CACHE_FULL" : "HF_CACHE_NOT_WRITABLE",
    details: cause.message,
    next: isFull
      ? "free some space and run the same command again; it goes on from what is there"
      : "make the folder writable, or give --hf-cache another one",
    cause,
  });
}
