import type { AddressInfo } from "node:net";
import type { AbortOptions, BlockRef } from "@flock-tools/core";
import { cryptoWaitReady } from "@polkadot/util-crypto";
import type { ChainWorld } from "../world.ts";
import { type ChainCounts, createChainCounts } from "./chain-counts.ts";
import type { ChainFaultHandler, HandshakeFault } from "./faults.ts";
import { createGate, type Faults, listen } from "./gate.ts";
import { createLedger } from "./ledger.ts";
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
  /** Handshakes fail like this from now on; open connections stay. */
  useHandshake(fault: HandshakeFault | undefined): void;
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
  const faults: Faults = { handler: undefined, handshake: undefined };
  const gate = createGate(faults, (socket, connection) => {
    const served = serveConnection({
      socket,
      connection,
      ledger,
      counts,
      latencyMs,
      faultHandler: () => faults.handler,
    });
    connections.add(served);
    socket.once("close", () => connections.delete(served));
  });
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
      const blocks = ledger.advance(change).map((number) => ({
        number,
        hash: ledger.blocks.hashOf(number),
      }));
      for (const connection of connections) connection.notify(blocks);
      return ledger.head();
    },
    use(handler) {
      faults.handler = handler;
    },
    useHandshake(fault) {
      faults.handshake = fault;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
