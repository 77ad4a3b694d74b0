import { alterValues } from "../chain/alter-values.ts";
import type { ChainFault, ConnectionFault, HandshakeFault } from "../chain/faults.ts";
import type { ChainWorld } from "../world.ts";
import type { Random } from "../worlds/random.ts";

export type ChainFaultName =
  | "chain:close"
  | "chain:close-after-frame"
  | "chain:stall"
  | "chain:error"
  | "chain:rate-limited"
  | "chain:pruned"
  | "chain:oversize"
  | "chain:oversize-sent"
  | "chain:short-value"
  | "chain:undecodable-value"
  | "chain:wrong-genesis";

export type HandshakeFaultName = "handshake:429" | "handshake:503" | "handshake:drop";

/** How a connection goes wrong: as a whole, or in the answer to the first request of one method. */
export type ConnectionPlan =
  | { readonly whole: ConnectionFault }
  | { readonly method: string; readonly fault: ChainFault };

interface ChainSettings {
  readonly slowMs: number;
  readonly world: () => ChainWorld;
}

type DrawConnection = (random: Random, settings: ChainSettings) => ConnectionPlan;

type DrawHandshake = (settings: { readonly retryAfterSeconds: number }) => HandshakeFault;

const STATE_METHODS = ["state_call", "state_queryStorageAt", "state_getStorage"];
/** What clients ask for when they connect and read. */
const METHODS = [
  ...STATE_METHODS,
  "chain_getBlockHash",
  "chain_getFinalizedHead",
  "chain_getHeader",
  "state_getMetadata",
  "state_getRuntimeVersion",
  "system_chain",
];

const anywhere =
  (fault: (settings: ChainSettings) => ChainFault): DrawConnection =>
  (random, settings) => ({ method: random.pick(METHODS), fault: fault(settings) });
const inState =
  (fault: ChainFault): DrawConnection =>
  (random) => ({ method: random.pick(STATE_METHODS), fault });

/** Which sort of fault each name stands for, of those of a connection. */
export const CHAIN_FAULTS: Readonly<Record<ChainFaultName, DrawConnection>> = {
  "chain:close": anywhere(() => "close"),
  "chain:close-after-frame": (random) => ({ whole: { closeAfterFrames: random.between(1, 6) } }),
  "chain:stall": anywhere(({ slowMs: stallForMs }) => ({ stallForMs })),
  "chain:error": anywhere(() => ({ error: { code: -32_603, message: "Internal error" } })),
  // polkadot-sdk, substrate/client/rpc-servers/src/middleware/mod.rs.
  "chain:rate-limited": anywhere(() => ({
    error: { code: -32_999, message: "RPC rate limit exceeded" },
  })),
  "chain:pruned": inState("pruned"),
  "chain:oversize": inState("oversize"),
  "chain:oversize-sent": inState({ oversizeBytes: 15_728_641 }),
  "chain:short-value": inState(alterValues({ to: "short" })),
  "chain:undecodable-value": inState(alterValues({ to: "undecodable" })),
  "chain:wrong-genesis": (_, { world }) => ({ whole: { world: world() } }),
};

/** Which sort of fault each name stands for, of those of a handshake. */
export const HANDSHAKE_FAULTS: Readonly<Record<HandshakeFaultName, DrawHandshake>> = {
  "handshake:429": ({ retryAfterSeconds }) => ({
    status: 429,
    headers: { "retry-after": String(retryAfterSeconds) },
  }),
  "handshake:503": () => ({ status: 503 }),
  "handshake:drop": () => "drop",
};
