import type { BlockHash, BlockRef } from "@flock-tools/core";
import type { ChainWorld } from "../world.ts";
import { type Blocks, createBlocks } from "./blocks.ts";
import { createStateBuilder, type StateBuilder } from "./build-state.ts";
import type { RuntimeState } from "./call-runtime.ts";
import type { PlainValue } from "./plain-value.ts";
import { clientError } from "./rpc-error.ts";
import { createRuntime, type Runtime } from "./runtime.ts";
import { createOrderedStorage, type KeyRange, type OrderedStorage } from "./state-view.ts";
import { compileStorage, type StorageCodec } from "./storage-codec.ts";
import type { StorageName } from "./storage-layout.ts";

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
export interface BlockState extends RuntimeState {
  readonly hash: BlockHash;
  get(key: string): string | undefined;
  keysAfter(range: KeyRange): readonly string[];
}

/** A runtime with what encodes state for it. */
interface Engine {
  readonly runtime: Runtime;
  readonly build: StateBuilder;
  readonly codec: StorageCodec;
}

/** What has been so from block `from` on. */
interface Era {
  readonly from: number;
  readonly chain: ChainWorld;
  readonly engine: Engine;
  readonly storage: OrderedStorage;
}

/**
 * Creates a ledger. Blocks before the starting head have the state of the starting head as far as it is kept, except
 * for `System.Number`, `System.ParentHash` and `Timestamp.Now`, which are each block's own.
 *
 * @param given the runtime of chains with its spec version; all others run our own
 */
export function createLedger(start: ChainWorld, given?: Runtime): Ledger {
  const engineOf = createEngines(given);
  const blocks = createBlocks(start);
  const createEra = (from: number, chain: ChainWorld): Era => {
    const engine = engineOf(chain.specVersion);
    // The block's own values belong to the keys that can be listed; `stateOf` replaces them for each block.
    const values = engine.build(chain);
    for (const [key, value] of ownValues(from, blocks, engine.codec)) values.set(key, value);
    return { from, chain, engine, storage: createOrderedStorage(values) };
  };

  let eras: readonly Era[] = [createEra(0, start)];
  let head = start.headNumber;
  const current = (): Era => eras.at(-1) as Era;
  const stateOf = (number: number): BlockState => {
    const { chain, engine, storage } = eras.findLast((era) => era.from <= number) as Era;
    const own = ownValues(number, blocks, engine.codec);
    return {
      hash: blocks.hashOf(number),
      get: (key) => own.get(key) ?? storage.values.get(key),
      keysAfter: (range) => storage.keysAfter(range),
      number,
      chain,
      runtime: engine.runtime,
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

/** Engines by spec version: the given runtime's own is its, all others are of our own runtimes. */
function createEngines(given: Runtime | undefined): (specVersion: number) => Engine {
  const engines = new Map<number, Engine>();
  return (specVersion) => {
    let engine = engines.get(specVersion);
    if (engine === undefined) {
      const runtime =
        specVersion === given?.version.specVersion ? given : createRuntime(specVersion);
      const createCodec = compileStorage(runtime.storage);
      engine = { runtime, build: createStateBuilder(createCodec), codec: createCodec() };
      engines.set(specVersion, engine);
    }
    return engine;
  };
}

function ownValues(
  number: number,
  blocks: Blocks,
  codec: StorageCodec,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const put = (name: StorageName, value: PlainValue): void => {
    const [key, encode] = [codec.key(name), codec.encoderOf(name)];
    if (key !== undefined && encode !== undefined) values.set(key, `0x${encode(value)}`);
  };
  put("System.Number", number);
  put("System.ParentHash", Buffer.from(blocks.headerOf(number).parentHash.slice(2), "hex"));
  put("Timestamp.Now", blocks.timestampOf(number));
  return values;
}

/** Worded as nodes do it (substrate, client/db, `state_at`; primitives/api, `ApiError::UnknownBlock`). */
function discarded(hash: BlockHash, use: StateUse): Error {
  const kind = use === "storage" ? "UnknownBlock" : "Api called for an unknown Block";
  return clientError(`${kind}: State already discarded for ${hash}`);
}
