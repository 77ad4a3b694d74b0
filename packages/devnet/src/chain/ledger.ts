import type { BlockHash, BlockRef } from "@flock-tools/core";
import type { ChainWorld } from "../world.ts";
import { type Blocks, createBlocks } from "./blocks.ts";
import { createStateBuilder } from "./build-state.ts";
import { encodeMetadata } from "./metadata.ts";
import { clientError } from "./rpc-error.ts";
import { createRuntimeVersion, type RuntimeVersion } from "./runtime-version.ts";
import { encodeUint } from "./scale.ts";
import { createOrderedStorage, type KeyRange, type OrderedStorage } from "./state-view.ts";
import { createStorageKeys, type StorageKeys } from "./storage-keys.ts";

/** State is kept for the head and this many blocks before it, about what public lite nodes keep. */
export const KEPT_BLOCKS = 300;

/** Which answer the state is for: nodes word the refusal of a discarded block differently. */
type StateUse = "storage" | "runtime";

/** The chain as it stands: blocks, and their storage as far back as it is kept. */
export interface Ledger {
  readonly blocks: Blocks;
  /** The newest block, which is final. */
  head(): BlockRef;
  chain(): ChainWorld;
  /**
   * The state of the block with hash `at`, of the head without one.
   *
   * @throws RpcError if the block is unknown, or its state discarded
   */
  stateAt(at: string | undefined, use: StateUse): BlockState;
  /**
   * Makes new blocks up to the `headNumber` of what `change` returns, or one block if that is not above the head. The
   * changed state is that of the last of them; the others have the state that was.
   *
   * @returns their numbers, ascending
   */
  advance(change: (chain: ChainWorld) => ChainWorld): readonly number[];
}

/** Storage and runtime at one block; values are `0x` hex. */
export interface BlockState {
  readonly hash: BlockHash;
  get(key: string): string | undefined;
  keysAfter(range: KeyRange): readonly string[];
  runtimeVersion(): RuntimeVersion;
  metadata(): string;
}

/** What has been so from block `from` on. */
interface Era {
  readonly from: number;
  readonly chain: ChainWorld;
  readonly storage: OrderedStorage;
}

/**
 * Creates a ledger. Blocks before the starting head have the state of the starting head as far as it is kept, except
 * for `System.Number`, `System.ParentHash` and `Timestamp.Now`, which are each block's own.
 */
export function createLedger(start: ChainWorld): Ledger {
  const keys = createStorageKeys();
  const build = createStateBuilder();
  const blocks = createBlocks(start);
  const metadata = new Map<number, string>();
  const metadataOf = (specVersion: number): string => {
    const known = metadata.get(specVersion) ?? encodeMetadata(specVersion);
    metadata.set(specVersion, known);
    return known;
  };
  const createEra = (from: number, chain: ChainWorld): Era => {
    // The block's own values belong to the keys that can be listed; `stateOf` replaces them for each block.
    const values = build(chain);
    for (const [key, value] of ownValues(from, blocks, keys)) values.set(key, value);
    return { from, chain, storage: createOrderedStorage(values) };
  };

  let eras: readonly Era[] = [createEra(0, start)];
  let head = start.headNumber;
  const current = (): Era => eras.at(-1) as Era;
  const stateOf = (number: number): BlockState => {
    const { chain, storage } = eras.findLast((era) => era.from <= number) as Era;
    const own = ownValues(number, blocks, keys);
    return {
      hash: blocks.hashOf(number),
      get: (key) => own.get(key) ?? storage.values.get(key),
      keysAfter: (range) => storage.keysAfter(range),
      runtimeVersion: () => createRuntimeVersion(chain.specVersion),
      metadata: () => metadataOf(chain.specVersion),
    };
  };

  return {
    blocks,
    head: () => refOf(head, blocks),
    chain: () => current().chain,
    stateAt(at, use) {
      const number = at === undefined ? head : blocks.numberOf(at);
      if (number === undefined) {
        throw clientError(`UnknownBlock: Header was not found in the database: ${at}`);
      }
      if (number < head - KEPT_BLOCKS) throw discarded(blocks.hashOf(number), use);
      return stateOf(number);
    },
    advance(change) {
      const changed = change(current().chain);
      if (changed.genesisHash !== start.genesisHash) {
        throw new RangeError(
          `genesisHash must stay ${start.genesisHash}: got ${changed.genesisHash}`,
        );
      }
      const first = head + 1;
      const last = Math.max(first, changed.headNumber);
      const chain = { ...changed, headNumber: last, headTimestamp: blocks.timestampOf(last) };
      const oldest = last - KEPT_BLOCKS;
      const all = [...eras, createEra(last, chain)];
      eras = all.filter((era, at) => era === all.at(-1) || (all[at + 1]?.from ?? 0) > oldest);
      head = last;
      return Array.from({ length: last - first + 1 }, (_, at) => first + at);
    },
  };
}

function refOf(number: number, blocks: Blocks): BlockRef {
  return { number, hash: blocks.hashOf(number), timestamp: blocks.timestampOf(number) };
}

function ownValues(number: number, blocks: Blocks, keys: StorageKeys): ReadonlyMap<string, string> {
  return new Map([
    [keys.key("System.Number"), `0x${encodeUint(number, 4)}`],
    [keys.key("System.ParentHash"), blocks.headerOf(number).parentHash],
    [keys.key("Timestamp.Now"), `0x${encodeUint(blocks.timestampOf(number), 8)}`],
  ]);
}

/** Worded as nodes do it (substrate, client/db, `state_at`; primitives/api, `ApiError::UnknownBlock`). */
function discarded(hash: BlockHash, use: StateUse): Error {
  const kind = use === "storage" ? "UnknownBlock" : "Api called for an unknown Block";
  return clientError(`${kind}: State already discarded for ${hash}`);
}
