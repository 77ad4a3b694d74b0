import type { BlockHash, BlockRef } from "@flock-tools/core";
import type { ChainWorld } from "../world.ts";
import { type Blocks, createBlocks, type Header } from "./blocks.ts";
import { createBranches } from "./branches.ts";
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
  /** The newest block that is final. */
  head(): BlockRef;
  /** The newest block of all: the head, unless `reorganise` has made blocks above it. */
  best(): BlockRef;
  chain(): ChainWorld;
  /** The hash of the block at this height; undefined above the best. */
  hashAt(number: number): BlockHash | undefined;
  /** The header of a block; undefined if it is unknown. */
  headerOf(hash: string): Header | undefined;
  /**
   * The state of the block with hash `at`, of the best without one.
   *
   * @throws RpcError if the block is unknown, or its state discarded
   */
  stateAt(at: string | undefined, use: StateUse): BlockState;
  /**
   * Makes new blocks up to the `headNumber` of what `change` returns, or one block if that is not above the head. The
   * changed state is that of the last of them; the others have the state that was. All are final, and what stood above the
   * head is not.
   *
   * @returns their numbers, ascending
   */
  advance(change: (chain: ChainWorld) => ChainWorld): readonly number[];
  /**
   * Puts `depth` other blocks above the head, in the place of those that were there; none of them is final. All have the
   * state of what `change` returns.
   *
   * @returns their numbers, ascending
   */
  reorganise(depth: number, change: (chain: ChainWorld) => ChainWorld): readonly number[];
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
    // The block's own values belong to the keys that can be listed; `readState` replaces them for each block.
    const values = engine.build(chain);
    for (const [key, value] of ownValues(blocks.headerOf(from), blocks, engine.codec)) {
      values.set(key, value);
    }
    return { from, chain, engine, storage: createOrderedStorage(values) };
  };

  let eras: readonly Era[] = [createEra(0, start)];
  let head = start.headNumber;
  const branches = createBranches<Era>(blocks);
  const current = (): Era => eras.at(-1) as Era;
  const headRef = (): BlockRef => refOf(blocks.hashOf(head), head, blocks);
  const headerOf = (hash: string): Header | undefined => {
    const number = blocks.numberOf(hash);
    return number === undefined ? branches.find(hash)?.block.header : blocks.headerOf(number);
  };
  const best = (): BlockRef => {
    const block = branches.best();
    return block === undefined ? headRef() : refOf(block.hash, block.number, blocks);
  };
  const findEra = (hash: string): Era | "discarded" | undefined => {
    const number = blocks.numberOf(hash);
    if (number === undefined) {
      const branched = branches.find(hash);
      return branched && (branched.value ?? "discarded");
    }
    if (number < head - KEPT_BLOCKS) return "discarded";
    return eras.findLast((era) => era.from <= number);
  };
  const extend = (change: (chain: ChainWorld) => ChainWorld, least: number): ChainWorld => {
    const changed = change(current().chain);
    checkGenesis(changed, start);
    const last = Math.max(least, changed.headNumber);
    return { ...changed, headNumber: last, headTimestamp: blocks.timestampOf(last) };
  };

  return {
    blocks,
    head: headRef,
    best,
    chain: () => current().chain,
    hashAt: (number) => (number > head ? branches.at(number)?.hash : blocks.hashOf(number)),
    headerOf,
    stateAt(at, use) {
      const hash = at ?? best().hash;
      const era = findEra(hash);
      const header = headerOf(hash);
      if (era === undefined || header === undefined) {
        throw clientError(`UnknownBlock: Header was not found in the database: ${at}`);
      }
      if (era === "discarded") throw discarded(hash, use);
      return readState(era, { hash: hash as BlockHash, header, blocks });
    },
    advance(change) {
      const first = head + 1;
      const chain = extend(change, first);
      const last = chain.headNumber;
      const oldest = last - KEPT_BLOCKS;
      const all = [...eras, createEra(last, chain)];
      eras = all.filter((era, at) => era === all.at(-1) || (all[at + 1]?.from ?? 0) > oldest);
      head = last;
      branches.finalize();
      return listNumbers(first, last);
    },
    reorganise(depth, change) {
      if (!Number.isSafeInteger(depth) || depth < 1) {
        throw new RangeError(`depth must be an integer >= 1: got ${depth}`);
      }
      const chain = extend(change, head + 1);
      branches.start({ after: headRef(), depth, value: createEra(head + 1, chain) });
      return listNumbers(head + 1, head + depth);
    },
  };
}

function checkGenesis(changed: ChainWorld, start: ChainWorld): void {
  if (changed.genesisHash === start.genesisHash) return;
  throw new RangeError(`genesisHash must stay ${start.genesisHash}: got ${changed.genesisHash}`);
}

function listNumbers(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

interface StateSource {
  readonly hash: BlockHash;
  readonly header: Header;
  readonly blocks: Blocks;
}

function readState(
  { chain, engine, storage }: Era,
  { hash, header, blocks }: StateSource,
): BlockState {
  const own = ownValues(header, blocks, engine.codec);
  return {
    hash,
    get: (key) => own.get(key) ?? storage.values.get(key),
    keysAfter: (range) => storage.keysAfter(range),
    number: Number(header.number),
    chain,
    runtime: engine.runtime,
  };
}

function refOf(hash: BlockHash, number: number, blocks: Blocks): BlockRef {
  return { number, hash, timestamp: blocks.timestampOf(number) };
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
  { number, parentHash }: Header,
  blocks: Blocks,
  codec: StorageCodec,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const put = (name: StorageName, value: PlainValue): void => {
    const [key, encode] = [codec.key(name), codec.encoderOf(name)];
    if (key !== undefined && encode !== undefined) values.set(key, `0x${encode(value)}`);
  };
  put("System.Number", Number(number));
  put("System.ParentHash", Buffer.from(parentHash.slice(2), "hex"));
  put("Timestamp.Now", blocks.timestampOf(Number(number)));
  return values;
}

/** The refusal of a block whose state is gone, worded as nodes do it (substrate, client/db, `state_at`; primitives/api, `ApiError::UnknownBlock`). */
export function discarded(hash: string, use: StateUse): Error {
  const kind = use === "storage" ? "UnknownBlock" : "Api called for an unknown Block";
  return clientError(`${kind}: State already discarded for ${hash}`);
}
