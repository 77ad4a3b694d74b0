import type { AbortOptions, Clock } from "@flock-tools/core";
import { type ChainServer, startChainServer } from "./chain/start-chain-server.ts";
import type { RateLimits } from "./hub/rate-limits.ts";
import { type HubServer, startHubServer } from "./hub/start-hub-server.ts";
import {
  createFaultPlan,
  type FaultPlan,
  type FaultPlanOptions,
} from "./plan/create-fault-plan.ts";
import type { World } from "./world.ts";

export interface StartDevnetOptions extends AbortOptions {
  readonly world: World;
  /** Of the chain; 0, the default, takes any free port. */
  readonly port?: number;
  /** 0, the default, takes any free port. */
  readonly hubPort?: number;
  /** The address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Milliseconds by which each answer of both servers is late; requests overlap freely. */
  readonly latencyMs?: number;
  /** Metadata for the chain to serve in the place of its own, as `startChainServer` takes it. */
  readonly metadata?: Uint8Array | undefined;
  /** Requests of the Hub per client and window; a million in 300 s by default. */
  readonly limits?: Partial<RateLimits>;
  /** Of the Hub's windows and signed URLs. */
  readonly clock?: Clock;
  /** Faults by chance, as `createFaultPlan` plans them; `rate` is its `faultRate`. */
  readonly faults?: DevnetFaults | undefined;
}

export interface DevnetFaults extends Omit<FaultPlanOptions, "faultRate"> {
  readonly rate?: number | undefined;
}

/** A local network: what it serves and what it has been asked. */
export interface Devnet extends AsyncDisposable {
  readonly chain: ChainServer;
  readonly hub: HubServer;
  /** What is planned to go wrong, and how much of it has; undefined without `faults`. */
  readonly faults: FaultPlan | undefined;
  /** Stops both servers; open connections are broken. */
  close(): Promise<void>;
}

/**
 * Serves a world: its chain over WebSocket and its repositories over HTTP. Aborting the signal closes both.
 *
 * @throws UsageError `DEVNET_METADATA`
 * @throws RangeError for faults out of range
 * @throws FlockError `DEVNET_PORT`, or the abort reason
 */
export async function startDevnet({
  world,
  port = 0,
  hubPort = 0,
  host = "127.0.0.1",
  latencyMs = 0,
  metadata,
  faults,
  ...rest
}: StartDevnetOptions): Promise<Devnet> {
  const { signal } = rest;
  const plan = faults && createPlan(faults);
  const chain = await startChainServer({
    world: world.chain,
    port,
    host,
    latencyMs,
    metadata,
    signal,
  });
  const hub = await startHub(chain, { world: world.hub, port: hubPort, host, latencyMs, ...rest });
  const close = async (): Promise<void> => {
    await Promise.all([chain.close(), hub.close()]);
  };
  if (plan !== undefined) applyPlan(plan, chain, hub);
  return { chain, hub, faults: plan, close, [Symbol.asyncDispose]: close };
}

function createPlan({ rate, ...options }: DevnetFaults): FaultPlan {
  return createFaultPlan({ ...options, ...(rate !== undefined && { faultRate: rate }) });
}

function applyPlan(plan: FaultPlan, chain: ChainServer, hub: HubServer): void {
  hub.use(plan.hub);
  chain.use(plan.chain);
  chain.useConnection(plan.connection);
  chain.useHandshake(plan.handshake);
}

async function startHub(
  chain: ChainServer,
  options: Parameters<typeof startHubServer>[0],
): Promise<HubServer> {
  try {
    return await startHubServer(options);
  } catch (error) {
    await chain.close();
    throw error;
  }
}
