import { type Uid, UsageError } from "@flock-tools/core";
import { quoteInput } from "./quote-input.ts";

// uids are u16 on chain.
const MAX_UID = 65_535;
const EXAMPLE = "write uids and ranges like 0,5,10-20";

/**
 * The uids that a list like `0,5,10-20` names (both ends of a range included), ascending, each once.
 *
 * @throws UsageError that names the part that is not a uid, too large or a range that goes down
 */
export function parseUidList(text: string): readonly Uid[] {
  const uids = new Set<Uid>();
  for (const part of text.split(",")) {
    const { first, last } = parsePart(part.trim());
    for (let uid = first; uid <= last; uid += 1) uids.add(uid);
  }
  return [...uids].toSorted((a, b) => a - b);
}

function parsePart(part: string): { first: Uid; last: Uid } {
  const match = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(part);
  if (match?.[1] === undefined) {
    throw new UsageError(
      `a uid must be a number from 0 to ${MAX_UID} or a range like 10-20: got ${quoteInput(part)}`,
      { next: EXAMPLE },
    );
  }
  const first = parseUid(match[1]);
  const last = match[2] === undefined ? first : parseUid(match[2]);
  if (first > last) {
    throw new UsageError(`a range of uids must go up: got ${first}-${last}`, {
      next: `write ${last}-${first}`,
    });
  }
  return { first, last };
}

function parseUid(digits: string): Uid {
  const uid = Number(digits);
  if (uid <= MAX_UID) return uid;
  throw new UsageError(`a uid must be at most ${MAX_UID}: got ${quoteInput(digits)}`, {
    next: EXAMPLE,
  });
}
