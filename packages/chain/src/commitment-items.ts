import type { CommitmentEntry, Hotkey, Netuid } from "@flock-tools/core";
import { type CommitmentItems, decodeCommitment } from "./decode-commitment.ts";
import type { Hex, StorageSchema } from "./runtime/storage-schema.ts";
import type { StorageValues } from "./storage/read-storage.ts";

/** @throws ChainError CHAIN_BAD_ANSWER if the runtime has no commitments */
export function getCommitmentItems(schema: StorageSchema): CommitmentItems {
  return {
    commitmentOf: schema.getItem("Commitments", "CommitmentOf"),
    revealedCommitments: schema.findItem("Commitments", "RevealedCommitments"),
  };
}

/** A hotkey of one subnet, in both of its forms. */
export interface Committer {
  readonly netuid: Netuid;
  readonly hotkey: Hotkey;
  /** 32 bytes. */
  readonly accountId: Uint8Array;
}

export function listCommitmentKeys(
  { commitmentOf, revealedCommitments }: CommitmentItems,
  { netuid, accountId }: Committer,
): readonly Hex[] {
  const key = commitmentOf.key(netuid, accountId);
  return revealedCommitments === undefined
    ? [key]
    : [key, revealedCommitments.key(netuid, accountId)];
}

/** What the values under `listCommitmentKeys` say; never throws. */
export function readCommitment(
  items: CommitmentItems,
  values: StorageValues,
  { netuid, hotkey, accountId }: Committer,
): CommitmentEntry {
  const { commitmentOf, revealedCommitments } = items;
  return decodeCommitment(
    {
      hotkey,
      commitment: values.get(commitmentOf.key(netuid, accountId)),
      revealed: values.get(revealedCommitments?.key(netuid, accountId) ?? "0x"),
    },
    items,
  );
}
