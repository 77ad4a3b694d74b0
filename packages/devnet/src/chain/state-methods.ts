import { toHex } from "@flock-tools/core";
import { blake2AsU8a } from "@polkadot/util-crypto";
import { callRuntime } from "./call-runtime.ts";
import { type BlockState, KEPT_BLOCKS } from "./ledger.ts";
import type { RpcContext, RpcMethods, RpcParams, Subscription } from "./rpc-context.ts";
import { invalidParams, RpcError } from "./rpc-error.ts";
import { hexListParam, hexParam, optionalHexParam, uintParam } from "./rpc-params.ts";
import type { RuntimeVersion } from "./runtime-version.ts";

/** The most keys of one page (substrate, client/rpc/src/state, `STORAGE_KEYS_PAGED_MAX_COUNT`). */
const MOST_KEYS_PER_PAGE = 1_000;

const unsubscribe = ({ subscriptions }: RpcContext, [id]: RpcParams): boolean =>
  subscriptions.close(String(id));

/** `state_*`, with the aliases that nodes have (substrate, client/rpc-api/src/state/mod.rs). */
export const STATE_METHODS: RpcMethods = {
  chain_getRuntimeVersion: getRuntimeVersion,
  chain_subscribeRuntimeVersion: subscribeRuntimeVersion,
  chain_unsubscribeRuntimeVersion: unsubscribe,
  state_call: call,
  state_callAt: call,
  state_getKeysPaged: getKeysPaged,
  state_getKeysPagedAt: getKeysPaged,
  state_getMetadata: getMetadata,
  state_getRuntimeVersion: getRuntimeVersion,
  state_getStorage: getStorage,
  state_getStorageAt: getStorage,
  state_getStorageHash: getStorageHash,
  state_getStorageHashAt: getStorageHash,
  state_getStorageSize: getStorageSize,
  state_getStorageSizeAt: getStorageSize,
  state_queryStorageAt: queryStorageAt,
  state_subscribeRuntimeVersion: subscribeRuntimeVersion,
  state_subscribeStorage: subscribeStorage,
  state_unsubscribeRuntimeVersion: unsubscribe,
  state_unsubscribeStorage: unsubscribe,
};

type Change = readonly [key: string, value: string | null];

interface ChangeSet {
  readonly block: string;
  readonly changes: readonly Change[];
}

function getMetadata({ ledger }: RpcContext, params: RpcParams): string {
  const { runtime } = ledger.stateAt(optionalHexParam(params, 0), "runtime");
  return runtime.metadata(14) as string;
}

function getRuntimeVersion({ ledger }: RpcContext, params: RpcParams): RuntimeVersion {
  return ledger.stateAt(optionalHexParam(params, 0), "runtime").runtime.version;
}

function call({ ledger }: RpcContext, params: RpcParams): string {
  const [name] = params;
  if (typeof name !== "string") throw invalidParams("parameter 0 must be a method's name");
  const data = Buffer.from((optionalHexParam(params, 1) ?? "0x").slice(2), "hex");
  return callRuntime(ledger.stateAt(optionalHexParam(params, 2), "runtime"), name, data);
}

function getStorage(context: RpcContext, params: RpcParams): string | null {
  const key = hexParam(params, 0);
  return context.ledger.stateAt(optionalHexParam(params, 1), "storage").get(key) ?? null;
}

function getStorageHash(context: RpcContext, params: RpcParams): string | null {
  const value = getStorage(context, params);
  if (value === null) return null;
  return `0x${toHex(blake2AsU8a(Buffer.from(value.slice(2), "hex"), 256))}`;
}

function getStorageSize(context: RpcContext, params: RpcParams): number | null {
  const value = getStorage(context, params);
  return value === null ? null : (value.length - 2) / 2;
}

function queryStorageAt({ ledger }: RpcContext, params: RpcParams): readonly ChangeSet[] {
  const keys = hexListParam(params, 0);
  const state = ledger.stateAt(optionalHexParam(params, 1), "storage");
  return [{ block: state.hash, changes: readAll(state, keys) }];
}

function getKeysPaged({ ledger }: RpcContext, params: RpcParams): readonly string[] {
  const prefix = optionalHexParam(params, 0) ?? "0x";
  const count = uintParam(params, 1);
  if (count > MOST_KEYS_PER_PAGE) {
    const message = `count exceeds maximum value. value: ${count}, max: ${MOST_KEYS_PER_PAGE}`;
    throw new RpcError({ code: 4002, message });
  }
  const start = optionalHexParam(params, 2);
  return ledger.stateAt(optionalHexParam(params, 3), "storage").keysAfter({ prefix, start, count });
}

function subscribeRuntimeVersion({ ledger, subscriptions }: RpcContext): string {
  const now = (): RuntimeVersion => ledger.stateAt(undefined, "runtime").runtime.version;
  let { specVersion } = now();
  return subscriptions.open({
    method: "state_runtimeVersion",
    first: now,
    next: () => {
      const version = now();
      if (version.specVersion === specVersion) return [];
      ({ specVersion } = version);
      return [version];
    },
  });
}

/** Pushes all values at first, and then those that a block has changed. */
function subscribeStorage({ ledger, subscriptions }: RpcContext, params: RpcParams): string {
  const keys = hexListParam(params, 0);
  const known = new Map<string, string | null>();
  const changesAt = (at: string): ChangeSet => {
    const state = ledger.stateAt(at, "storage");
    const changes = readAll(state, keys).filter(([key, value]) => known.get(key) !== value);
    for (const [key, value] of changes) known.set(key, value);
    return { block: state.hash, changes };
  };
  const subscription: Subscription = {
    method: "state_storage",
    first: () => changesAt(ledger.best().hash),
    next: (blocks) =>
      blocks
        .slice(-KEPT_BLOCKS)
        .map(({ hash }) => changesAt(hash))
        .filter(({ changes }) => changes.length > 0),
  };
  return subscriptions.open(subscription);
}

function readAll(state: BlockState, keys: readonly string[]): readonly Change[] {
  return keys.map((key) => [key, state.get(key) ?? null]);
}
