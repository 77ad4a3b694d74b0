/** A subnet's number: an integer from 0 to 65,535. */
export type Netuid = number;

/** A neuron's slot in one subnet: an integer from 0 to 65,535, reused over time and so never a key alone. */
export type Uid = number;

/** SS58 address (prefix 42) of the key that signs and commits. */
export type Hotkey = string;

/** SS58 address (prefix 42) of the key that owns hotkeys. */
export type Coldkey = string;

/** A block's height. */
export type BlockNumber = number;

/** `0x` and 64 lower-case hex digits. */
export type BlockHash = `0x${string}`;

/** One block of one chain. */
export interface BlockRef {
  readonly number: BlockNumber;
  readonly hash: BlockHash;
  /** Milliseconds since the Unix epoch, from the block's own `Timestamp.Now`. */
  readonly timestamp: number;
}

/** A neuron of one subnet at one block. */
export interface Neuron {
  readonly uid: Uid;
  readonly hotkey: Hotkey;
  readonly coldkey: Coldkey;
  readonly registeredAt: BlockNumber;
  /** Alpha staked to the hotkey on this subnet, in RAO (1e-9 alpha). */
  readonly stake: bigint;
}
