import { type CommitOrder, getOrder } from "../judgement/compare-pairs.ts";
import { isSameColdkey } from "../judgement/find-groups.ts";
import type { NearPlace, NearSide } from "./near-report.ts";
import type { NearOwner, NearRows, RowPlace } from "./near-rows.ts";
import type { KindPlace } from "./wordings.ts";

/** What a report says of a row's place. */
export function describePlace({ owners }: NearRows, { owner, row }: RowPlace): NearPlace {
  const miner = owners[owner]?.miner;
  return {
    uid: miner?.uid,
    row,
    commitmentBlock: miner?.commitmentBlock,
    repoId: miner?.repoId,
    commit: miner?.commit,
    path: miner?.path,
  };
}

/** The same of one of two rows; `alike` are the rows with the same shingles. */
export function describeSide(rows: NearRows, place: KindPlace, alike: number): NearSide {
  return {
    ...describePlace(rows, place),
    canonical: rows.keys[place.kind] ?? "",
    isInPool: rows.isInPool(place.kind),
    alike,
  };
}

/** What is known of two owners and their commitments. */
export interface OwnerRelation {
  /** Of the first to the second; the pool is earlier than everybody. */
  readonly order: CommitOrder;
  /** By how many blocks the first committed earlier. */
  readonly blocksEarlier: number | undefined;
  readonly isSameColdkey: boolean;
}

export function relateOwners(
  one: NearOwner | undefined,
  other: NearOwner | undefined,
): OwnerRelation {
  const [first, second] = [one?.miner, other?.miner];
  if (first === undefined || second === undefined) {
    const order = first === undefined ? "earlier" : "later";
    return { order, blocksEarlier: undefined, isSameColdkey: false };
  }
  const [from, until] = [first.commitmentBlock, second.commitmentBlock];
  return {
    order: getOrder(first, second),
    blocksEarlier: from === undefined || until === undefined ? undefined : until - from,
    isSameColdkey: isSameColdkey(first, second),
  };
}

/** The same where the first is known not to be the later one, because owners are in order. */
export function relateInOrder(
  one: NearOwner | undefined,
  other: NearOwner | undefined,
): OwnerRelation & { readonly order: Exclude<CommitOrder, "later"> } {
  const { order, ...rest } = relateOwners(one, other);
  return { ...rest, order: order === "later" ? "unknown" : order };
}
