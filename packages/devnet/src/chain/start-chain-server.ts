import type { AddressInfo } from "node:net";
import { type AbortOptions, type BlockRef, delay, type Sleep } from "@flock-tools/core";
import { cryptoWaitReady } from "@polkadot/util-crypto";
import type { ChainWorld } from "../world.ts";
import { type ChainCounts, createChainCounts } from "./chain-counts.ts";
import type {
  ChainFaultHandler,
  ConnectionFaultHandler,
  HandshakeFault,
  HandshakeFaultHandler,
} from "./faults.ts";
import { type Accepted, createGate, listen } from "./gate.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { readRuntime } from "./read-runtime.ts";
import { type Connection, serveConnection } from "./serve-connection.ts";

export interface ChainServerOptions extends AbortOptions {
  readonly world: ChainWorld;
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined;
  /** `127.0.0.1` unless told otherwise. */
  readonly host?: string | undefined;
  /** Milliseconds (>= 0) that every answer takes; requests wait side by side. 0 unless told otherwise. */
  readonly latencyMs?: number | undefined;
  /**
   * Metadata to serve in the place of our own, with storage and runtime APIs encoded to fit it: V14, or V15 by itself or as
   * `Metadata_metadata_at_version` answers it, as hex or as bytes. The world has its spec version from then on.
   */
  readonly metadata?: Uint8Array | undefined;
  /** How a silence of limited length is waited for. Default: a timer. */
  readonly sleep?: Sleep;
}

/** A Bittensor chain on a local WebSocket. */
export interface ChainServer extends AsyncDisposable {
  /** `ws://host:port` */
  readonly url: string;
  readonly counts: ChainCounts;
  /** WebSocket handshakes that were tried since the start, refused ones too. */
  readonly handshakes: number;
  /**
   * Makes a new finalized block whose state is what `change` returns, and tells subscribers. A `headNumber` that is
   * further ahead makes the blocks up to it, with the old state; block times follow from the numbers.
   */
  advance(change: (chain: ChainWorld) => ChainWorld): BlockRef;
  /** Puts a fault handler in the place of the one before, `undefined` none. */
  use(handler: ChainFaultHandler | undefined): void;
  /**
   * Puts `depth` (>= 1) other blocks above the finalized head, in the place of those that were there: the best block is
   * another then, the finalized head is not. Their state is what `change` returns, by default that of the head. Subscribers
   * to new heads are told. The next `advance` makes none of them final.
   *
   * @returns the best block
   */
  reorganise(depth: number, change?: (chain: ChainWorld) => ChainWorld): BlockRef;
  /** Handshakes fail like this from now on, or as the handler decides; open connections stay. */
  useHandshake(fault: HandshakeFault | HandshakeFaultHandler | undefined): void;
  /** Connections that are accepted from now on fare as the handler decides. */
  useConnection(handler: ConnectionFaultHandler | undefined): void;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves `world` as a Substrate JSON-RPC node that unmodified clients accept.
 *
 * @throws UsageError `DEVNET_METADATA`
 * @throws FlockError `DEVNET_PORT`, or the abort reason; an abort after the start closes the server
 */
export async function startChainServer(options: ChainServerOptions): Promise<ChainServer> {
  const { world, port = 0, host = "127.0.0.1", latencyMs = 0, metadata, signal } = options;
  const { sleep = delay } = options;
  signal?.throwIfAborted();
  // Hashing storage keys takes several times longer before the WebAssembly is there.
  await cryptoWaitReady();
  signal?.throwIfAborted();
  const given = metadata && readRuntime(metadata);
  const ledger = createLedger(
    given === undefined ? world : { ...world, specVersion: given.version.specVersion },
    given,
  );
  const counts = createChainCounts();
  const connections = new Set<Connection>();
  const faults: Faults = { request: undefined, handshake: undefined, connection: undefined };
  const ledgerOf = createLedgers(world, ledger);
  const onConnection = (accepted: Accepted): void => {
    const fault = faults.connection?.(accepted.connection);
    const served = serveConnection({
      ...accepted,
      ledger: ledgerOf(fault?.world),
      counts,
      latencyMs,
      sleep,
      faultHandler: () => faults.request,
      closeAfterFrames: fault?.closeAfterFrames,
    });
    // What happens on this chain is no news on another.
    if (fault?.world === undefined) connections.add(served);
    accepted.socket.once("close", () => connections.delete(served));
  };
  const gate = createGate({ handshakeHandler: () => faults.handshake, onConnection });
  const tell = (numbers: readonly number[], isFinal: boolean): void => {
    const blocks = numbers.map((number) => ({
      number,
      hash: ledger.hashAt(number) as BlockRef["hash"],
      isFinal,
    }));
    for (const connection of connections) connection.notify(blocks);
  };
  await listen(gate.http, { port, host });

  const close = async (): Promise<void> => {
    signal?.removeEventListener("abort", onAbort);
    await gate.close();
  };
  const onAbort = (): void => void close();
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) {
    await close();
    throw signal.reason;
  }

  return {
    url: `ws://${host.includes(":") ? `[${host}]` : host}:${(gate.http.address() as AddressInfo).port}`,
    counts,
    get handshakes(): number {
      return gate.handshakes();
    },
    advance(change) {
      tell(ledger.advance(change), true);
      return ledger.head();
    },
    reorganise(depth, change = (chain) => chain) {
      tell(ledger.reorganise(depth, change), false);
      return ledger.best();
    },
    use(handler) {
      faults.request = handler;
    },
    useHandshake(fault) {
      faults.handshake = typeof fault === "function" ? fault : fault && (() => fault);
    },
    useConnection(handler) {
      faults.connection = handler;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The faults in force. */
interface Faults {
  request: ChainFaultHandler | undefined;
  handshake: HandshakeFaultHandler | undefined;
  connection: ConnectionFaultHandler | undefined;
}

/** The ledgers of other chains behind the same address, each made when it is first asked for. */
function createLedgers(world: ChainWorld, own: Ledger): (other: ChainWorld | undefined) => Ledger {
  const ledgers = new Map([[world, own]]);
  return (other = world) => {
    const ledger = ledgers.get(other) ?? createLedger(other);
    ledgers.set(other, ledger);
    return ledger;
  };
}
