import type { BlockNumber, Hotkey } from "./chain-names.ts";

/**
 * One field of a commitment, as the pallet's `Data` enum has it
 * (subtensor, `pallets/commitments/src/types.rs`).
 */
export type CommitmentField =
  | { readonly type: "none" }
  | { readonly type: "raw"; readonly bytes: Uint8Array }
  | { readonly type: "big-raw"; readonly bytes: Uint8Array }
  | {
      readonly type: "hash";
      readonly algorithm: "blake2-256" | "sha256" | "keccak256" | "sha3-256";
      readonly bytes: Uint8Array;
    }
  | { readonly type: "timelocked"; readonly bytes: Uint8Array; readonly revealRound: bigint }
  | { readonly type: "reset-bonds" };

/** What a hotkey has published on chain; the chain keeps the newest one only. */
export interface Commitment {
  readonly hotkey: Hotkey;
  /** The block at which it was published. */
  readonly block: BlockNumber;
  readonly fields: readonly CommitmentField[];
  /** The SCALE bytes of the storage value, whole. */
  readonly encoded: Uint8Array;
  /** Bytes that a drand round has revealed, with the block of each; empty for most. */
  readonly revealed: readonly { readonly bytes: Uint8Array; readonly block: BlockNumber }[];
}

/** What was found under one hotkey; a value that cannot be decoded is a finding, never an exception. */
export type CommitmentEntry =
  | { readonly status: "present"; readonly commitment: Commitment }
  | { readonly status: "absent" }
  | { readonly status: "undecodable"; readonly encoded: Uint8Array; readonly reason: string };
