import type { BlockHash } from "@flock-tools/core";
import { ApiPromise } from "@polkadot/api";
import type { Metadata, PortableRegistry } from "@polkadot/types";
import type {
  PalletMetadataLatest,
  RuntimeApiMetadataLatest,
} from "@polkadot/types/interfaces/metadata";
import { ChainError, excerpt } from "../errors.ts";
import { encodeAddress } from "./encode-address.ts";
import { createReplayProvider } from "./replay-provider.ts";
import { createRuntimeCall } from "./runtime-call.ts";
import { createStorageItem } from "./storage-item.ts";
import type { Hex, RuntimeCall, StorageItem, StorageSchema } from "./storage-schema.ts";

/** What a node says of itself, from which @polkadot/api makes a registry. */
export interface RuntimeAnswers {
  readonly genesis: BlockHash;
  readonly chainName: string;
  /** Of the answer to `state_getRuntimeVersion`. */
  readonly version: RuntimeVersion;
  /** "meta", then the number of a format that describes its own types. */
  readonly metadata: Hex;
}

export interface RuntimeVersion {
  readonly specName: string;
  readonly specVersion: number;
}

/**
 * The storage schema of one runtime. A connection that lives through a runtime upgrade makes a new one: @polkadot/api
 * would change the one registry under the blocks that were written by the old runtime.
 *
 * @throws ChainError CHAIN_BAD_ANSWER if the metadata cannot be read
 */
export async function createSchema(answers: RuntimeAnswers): Promise<StorageSchema> {
  const { genesis, version } = answers;
  const api = new QuietApi({
    provider: createReplayProvider({
      chain_getBlockHash: genesis,
      state_getRuntimeVersion: { ...version, apis: [] },
      system_chain: answers.chainName,
      system_properties: {},
      rpc_methods: { methods: [] },
    }),
    metadata: { [`${genesis}-${version.specVersion}`]: answers.metadata },
    noInitWarn: true,
    initWasm: false,
  });
  try {
    await api.isReadyOrError;
    // What is cut off is filled up with zeros, without an error.
    const length = answers.metadata.length / 2 - 1;
    if (api.runtimeMetadata.encodedLength !== length) throw new Error("it is not whole");
    return readSchema(api.runtimeMetadata, answers);
  } catch (cause) {
    if (cause instanceof ChainError) throw cause;
    throw new ChainError(
      `the metadata of runtime ${excerpt(version.specName)} ${version.specVersion} cannot be read`,
      {
        code: "CHAIN_BAD_ANSWER",
        details: excerpt(cause instanceof Error ? cause.message : String(cause)),
        cause,
      },
    );
  }
}

/** Says what went wrong through its "error" event alone; ApiPromise prints it to the console as well. */
class QuietApi extends ApiPromise {
  protected override async _loadMeta(): Promise<boolean> {
    try {
      return await super._loadMeta();
    } catch (error) {
      this.emit("error", error);
      return false;
    }
  }
}

function readSchema(metadata: Metadata, answers: RuntimeAnswers): StorageSchema {
  const { specVersion } = answers.version;
  const { apis, lookup, pallets: list } = metadata.asLatest;
  const pallets = new Map([...list].map((pallet) => [pallet.name.toString(), pallet]));
  const items = new Map<string, StorageItem | undefined>();
  const findItem = (pallet: string, name: string): StorageItem | undefined => {
    const id = `${pallet}.${name}`;
    if (!items.has(id)) items.set(id, makeItem(lookup, pallets.get(pallet), name));
    return items.get(id);
  };
  const calls = new Map<string, RuntimeCall | undefined>();
  return {
    specVersion,
    findItem,
    getItem(pallet, name) {
      const item = findItem(pallet, name);
      if (item !== undefined) return item;
      if (!pallets.has("SubtensorModule")) throw noBittensor(answers);
      throw new ChainError(
        `runtime ${specVersion} of this chain has no storage ${pallet}.${name}`,
        {
          code: "CHAIN_BAD_ANSWER",
        },
      );
    },
    findCall(api, method) {
      const id = `${api}_${method}`;
      if (!calls.has(id)) calls.set(id, makeCall(lookup, apis, { api, method }));
      return calls.get(id);
    },
    encodeAddress,
    timestampSet: readTimestampSet(lookup, pallets.get("Timestamp")),
  };
}

function noBittensor({ chainName, version }: RuntimeAnswers): ChainError {
  return new ChainError(
    `${chainName || "this"} is no Bittensor chain: its runtime ${version.specVersion} has no SubtensorModule`,
    {
      code: "CHAIN_BAD_ANSWER",
      details: `the node runs ${excerpt(version.specName)}`,
      next: "give --endpoint the WebSocket RPC address of a Subtensor node, such as ws://127.0.0.1:9944",
    },
  );
}

function makeItem(
  lookup: PortableRegistry,
  pallet: PalletMetadataLatest | undefined,
  name: string,
): StorageItem | undefined {
  const storage = pallet?.storage.unwrapOr(undefined);
  const entry = storage?.items.find((item) => item.name.toString() === name);
  if (pallet === undefined || storage === undefined || entry === undefined) return undefined;
  return createStorageItem(lookup, entry, {
    pallet: pallet.name.toString(),
    palletPrefix: storage.prefix.toString(),
  });
}

function makeCall(
  lookup: PortableRegistry,
  apis: Iterable<RuntimeApiMetadataLatest>,
  { api, method }: { api: string; method: string },
): RuntimeCall | undefined {
  const found = [...apis].find(({ name }) => name.toString() === api);
  const described = found && [...found.methods].find(({ name }) => name.toString() === method);
  return described && createRuntimeCall(lookup, described, `${api}_${method}`);
}

function readTimestampSet(
  lookup: PortableRegistry,
  pallet: PalletMetadataLatest | undefined,
): readonly [number, number] | undefined {
  if (pallet === undefined) return undefined;
  const calls = pallet.calls.unwrapOr(undefined);
  const variants = calls && lookup.getSiType(calls.type).def.asVariant.variants;
  const set = variants?.find(({ name }) => name.toString() === "set");
  // `set` is the pallet's only call (polkadot-sdk, substrate/frame/timestamp).
  return [pallet.index.toNumber(), set?.index.toNumber() ?? 0];
}
