import type { Clock } from "@flock-tools/core";
import type {
  ChainFault,
  ChainRequest,
  ConnectionFaultHandler,
  HandshakeFaultHandler,
} from "../chain/faults.ts";
import type { Fault, FaultRequest } from "../hub/fault.ts";
import { createRequestCounts } from "../request-counts.ts";
import type { ChainWorld } from "../world.ts";
import { createWorld } from "../worlds/create-world.ts";
import {
  CHAIN_FAULTS,
  type ChainFaultName,
  type ConnectionPlan,
  HANDSHAKE_FAULTS,
  type HandshakeFaultName,
} from "./chain-faults.ts";
import { HUB_FAULTS, type HubFaultName, listHubFaults } from "./hub-faults.ts";
import { createSchedule, type Schedule } from "./schedule.ts";

/** A fault by its name: the server, and what goes wrong there. */
export type FaultName = HubFaultName | ChainFaultName | HandshakeFaultName;

/** Every fault that a plan can have. */
export const FAULT_NAMES: readonly FaultName[] = [
  ...(Object.keys(HUB_FAULTS) as HubFaultName[]),
  ...(Object.keys(HANDSHAKE_FAULTS) as HandshakeFaultName[]),
  ...(Object.keys(CHAIN_FAULTS) as ChainFaultName[]),
];

/** What a client may take for the truth, or is right to give up on. */
const LASTING: ReadonlySet<FaultName> = new Set<FaultName>([
  "hub:redirect-loop",
  "hub:redirect-elsewhere",
  "hub:gzip-bomb",
  "hub:renamed",
  "hub:deleted",
  "hub:gated",
  "hub:force-pushed",
  "chain:pruned",
  "chain:oversize",
  "chain:oversize-sent",
  "chain:short-value",
  "chain:undecodable-value",
  "chain:wrong-genesis",
]);

/** Those after which a careful client tries again: it gets through if it does so often enough. */
export const PASSING_FAULTS: readonly FaultName[] = FAULT_NAMES.filter(
  (name) => !LASTING.has(name),
);

export interface FaultPlanOptions {
  /** An integer >= 0; the same seed gives the same faults. */
  readonly seed: number;
  /** The share of requests that go wrong, from 0 to 1, up to the share that `maxInARow` leaves. Default: 0.2. */
  readonly faultRate?: number;
  /**
   * The most faults in a row for one thing: a path of the Hub, the handshakes, the connections. An integer >= 1. Default: 2,
   * which lets at most 2 of every 5 requests for one thing go wrong, and none of the 3 after those.
   */
  readonly maxInARow?: number;
  /** Default: `PASSING_FAULTS`. */
  readonly names?: readonly FaultName[];
  /** Milliseconds that a silence or a trickle lasts before the connection ends. Default: 10,000. */
  readonly slowMs?: number;
  /** Seconds that 429 tells a client to wait. Default: 1. */
  readonly retryAfterSeconds?: number;
  /** For 429 with a date. */
  readonly clock?: Clock;
}

/** Handlers for both servers, and what they have done. */
export interface FaultPlan {
  readonly seed: number;
  /** For `HubServer.use`. */
  readonly hub: (request: FaultRequest) => Fault | undefined;
  /** For `ChainServer.use`. */
  readonly chain: (request: ChainRequest) => ChainFault | undefined;
  /** For `ChainServer.useHandshake`. */
  readonly handshake: HandshakeFaultHandler;
  /** For `ChainServer.useConnection`. */
  readonly connection: ConnectionFaultHandler;
  /** How often each fault was decided upon; one that never was is absent. Each read gives a copy of its own. */
  readonly injected: Readonly<Partial<Record<FaultName, number>>>;
}

/** About as many requests has a connection: of so many chances to go wrong one is enough. */
const REQUESTS_OF_A_CONNECTION = 10;

/**
 * Plans faults by chance. What happens to a request follows from the seed, from what is asked for (the method and path of the
 * Hub, the number of the handshake, the number of the connection and the method), and from how often that was asked for;
 * not from the order in which different things are asked for. Of a connection at most one answer goes wrong.
 *
 * @throws RangeError for a number out of range
 */
export function createFaultPlan(options: FaultPlanOptions): FaultPlan {
  const { seed, faultRate = 0.2, maxInARow = 2, names = PASSING_FAULTS } = options;
  const { slowMs = 10_000, retryAfterSeconds = 1, clock = Date.now } = options;
  check(Number.isSafeInteger(seed) && seed >= 0, `seed must be an integer >= 0: got ${seed}`);
  check(faultRate >= 0 && faultRate <= 1, `faultRate must be from 0 to 1: got ${faultRate}`);
  check(
    Number.isSafeInteger(maxInARow) && maxInARow >= 1,
    `maxInARow must be an integer >= 1: got ${maxInARow}`,
  );
  const counter = createRequestCounts();
  const record = (name: FaultName): void => counter.record(name);
  const schedule = createSchedule({ seed, rate: faultRate, maxInARow });
  const ofConnections = createSchedule({
    seed,
    rate: 1 - (1 - faultRate) ** REQUESTS_OF_A_CONNECTION,
    maxInARow,
  });
  const settings = { slowMs, retryAfterSeconds, now: clock, world: createOtherChain(seed) };
  return {
    seed,
    hub: planHub({ schedule, names: pick(names, HUB_FAULTS), settings, record }),
    handshake: planHandshakes({ schedule, names: pick(names, HANDSHAKE_FAULTS), settings, record }),
    ...planConnections({
      schedule: ofConnections,
      names: pick(names, CHAIN_FAULTS),
      settings,
      record,
    }),
    get injected() {
      return counter.byKind;
    },
  };
}

interface Settings {
  readonly slowMs: number;
  readonly retryAfterSeconds: number;
  readonly now: Clock;
  readonly world: () => ChainWorld;
}

interface Planning<N extends FaultName> {
  readonly schedule: Schedule;
  readonly names: readonly N[];
  readonly settings: Settings;
  readonly record: (name: FaultName) => void;
}

function planHub({ schedule, names, settings, record }: Planning<HubFaultName>): FaultPlan["hub"] {
  return (request) => {
    const { method, path, attempt } = request;
    // Without the query: it holds a signature that is another one each time.
    const [pathname = ""] = path.split("?", 1);
    const drawn = schedule.draw(`${method} ${pathname}`, attempt);
    if (drawn === undefined) return undefined;
    const possible = listHubFaults(names, { request, isFirst: drawn.isFirst });
    if (possible.length === 0) return undefined;
    const name = drawn.random.pick(possible);
    record(name);
    return HUB_FAULTS[name].draw(drawn.random, { ...settings, request });
  };
}

function planHandshakes({
  schedule,
  names,
  settings,
  record,
}: Planning<HandshakeFaultName>): HandshakeFaultHandler {
  return (handshake) => {
    const drawn = schedule.draw("handshake", handshake);
    if (drawn === undefined || names.length === 0) return undefined;
    const name = drawn.random.pick(names);
    record(name);
    return HANDSHAKE_FAULTS[name](settings);
  };
}

function planConnections({
  schedule,
  names,
  settings,
  record,
}: Planning<ChainFaultName>): Pick<FaultPlan, "chain" | "connection"> {
  const drawPlan = (
    connection: number,
  ): (ConnectionPlan & { name: ChainFaultName }) | undefined => {
    const drawn = schedule.draw("connection", connection);
    if (drawn === undefined || names.length === 0) return undefined;
    const name = drawn.random.pick(names);
    return { name, ...CHAIN_FAULTS[name](drawn.random, settings) };
  };
  const done = new Set<number>();
  return {
    connection(number) {
      const plan = drawPlan(number);
      if (plan === undefined || !("whole" in plan)) return undefined;
      record(plan.name);
      return plan.whole;
    },
    chain({ connection, method }) {
      const plan = done.has(connection) ? undefined : drawPlan(connection);
      if (plan === undefined || !("fault" in plan) || plan.method !== method) return undefined;
      done.add(connection);
      record(plan.name);
      return plan.fault;
    },
  };
}

function pick<N extends FaultName>(
  names: readonly FaultName[],
  table: Readonly<Record<N, unknown>>,
): readonly N[] {
  return names.filter((name): name is N & FaultName => Object.hasOwn(table, name));
}

/** A chain that is not the one that is served, made when it is first asked for. */
function createOtherChain(seed: number): () => ChainWorld {
  let world: ChainWorld | undefined;
  return () => {
    world ??= { ...createWorld("empty", { seed }).chain, genesisHash: `0x${"0f".repeat(32)}` };
    return world;
  };
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message);
}
