import {
  type AbortOptions,
  type BlockHash,
  delay,
  type Logger,
  raceAbort,
} from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import type { ConnectNodeOptions } from "./connect-node.ts";
import { ChainError, endpointLabel } from "./errors.ts";

export interface FailoverOptions extends AbortOptions {
  /** Two or more. */
  readonly endpoints: readonly string[];
  readonly expectedGenesis: BlockHash | undefined;
  readonly timeoutMs: number;
  readonly logger: Logger;
  readonly connect: (options: ConnectNodeOptions) => Promise<ChainClient>;
  /** How to wait where all nodes have had enough; tests do not. */
  readonly wait?: typeof delay;
}

interface Pool extends Required<Omit<FailoverOptions, "signal" | "expectedGenesis">> {
  /** By the place of their endpoint. */
  readonly nodes: Map<number, Promise<ChainClient>>;
  /** Aborts when the client is disconnected. */
  readonly closing: AbortController;
  /** The endpoint that served last. */
  current: number;
  genesis: BlockHash | undefined;
}

interface Failure {
  readonly place: number;
  readonly error: ChainError;
}

/**
 * A client of several nodes of one chain. What is asked together is asked of one node; if that fails, all of it is asked of
 * the next one, with the same block hash, and so nothing is ever put together from two blocks or two nodes. The node that
 * served last is asked first. Connections are made when they are needed, and each must have the genesis of the first.
 *
 * @throws ChainError that names all endpoints if none can be connected to
 * @throws the abort reason
 */
export async function createFailover({
  signal,
  expectedGenesis,
  ...options
}: FailoverOptions): Promise<ChainClient> {
  const pool: Pool = {
    wait: delay,
    ...options,
    nodes: new Map(),
    closing: new AbortController(),
    current: 0,
    genesis: expectedGenesis,
  };
  try {
    const first = await withNode(pool, (node) => Promise.resolve(node), { signal });
    pool.genesis = first.genesis;
    return toClient(pool, first);
  } catch (error) {
    await close(pool);
    throw error;
  }
}

function toClient(
  pool: Pool,
  { genesis, chainName, specVersion, logger }: ChainClient,
): ChainClient {
  return {
    get endpoint() {
      return endpointAt(pool, pool.current);
    },
    genesis,
    chainName,
    specVersion,
    logger,
    withNode: (read, options) => withNode(pool, read, options),
    request: (method, params, options) =>
      withNode(pool, (node) => node.request(method, params, options), options),
    getSchema: (hash, options) => withNode(pool, (node) => node.getSchema(hash, options), options),
    getHeader: (hash, options) => withNode(pool, (node) => node.getHeader(hash, options), options),
    disconnect: () => close(pool),
    [Symbol.asyncDispose]: () => close(pool),
  };
}

const FIRST_WAIT_MS = 1_000;

async function withNode<T>(
  pool: Pool,
  read: (node: ChainClient) => Promise<T>,
  { signal }: AbortOptions = {},
): Promise<T> {
  const failures = new Map<number, Failure>();
  let places = placesFrom(pool.current, pool.endpoints.length);
  let waited = 0;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs *= 2) {
    for (const place of places) {
      const result = await tryNode(pool, { place, read, signal });
      if ("value" in result) return result.value;
      failures.set(place, { place, error: result.error });
    }
    places = places.filter((place) => failures.get(place)?.error.code === "CHAIN_RATE_LIMITED");
    if (places.length === 0 || waited + waitMs > pool.timeoutMs) {
      throw toJoinedError(pool, [...failures.values()]);
    }
    pool.logger.warn("no chain node allows more requests for now: waiting", {
      seconds: waitMs / 1000,
    });
    const signals = [pool.closing.signal, ...(signal === undefined ? [] : [signal])];
    await pool.wait(waitMs, { signal: AbortSignal.any(signals) });
    waited += waitMs;
  }
}

function placesFrom(start: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (start + index) % count);
}

interface Attempt<T> extends AbortOptions {
  readonly place: number;
  readonly read: (node: ChainClient) => Promise<T>;
}

async function tryNode<T>(
  pool: Pool,
  { place, read, signal }: Attempt<T>,
): Promise<{ readonly value: T } | { readonly error: ChainError }> {
  signal?.throwIfAborted();
  try {
    const node = await raceAbort(openNode(pool, place), signal);
    const value = await read(node);
    pool.current = place;
    return { value };
  } catch (error) {
    const isOurs = signal?.aborted === true || pool.closing.signal.aborted;
    if (isOurs || !isOfNode(error)) throw error;
    if (ENDS_CONNECTION.has(error.code)) await drop(pool, place);
    pool.logger.warn("a chain node failed", {
      endpoint: endpointLabel(endpointAt(pool, place)),
      code: error.code,
      reason: error.message,
    });
    return { error };
  }
}

/** Whether another node may do better. That there is no such subnet is the chain's word. */
function isOfNode(error: unknown): error is ChainError {
  return error instanceof ChainError && error.code !== "CHAIN_SUBNET_NOT_FOUND";
}

const ENDS_CONNECTION: ReadonlySet<ChainError["code"]> = new Set([
  "CHAIN_CLOSED",
  "CHAIN_NOT_JSON_RPC",
  "CHAIN_TIMEOUT",
] satisfies ChainError["code"][]);

function openNode(pool: Pool, place: number): Promise<ChainClient> {
  const known = pool.nodes.get(place);
  if (known !== undefined) return known;
  const { connect, timeoutMs, logger, genesis } = pool;
  const opening = connect({
    endpoint: endpointAt(pool, place),
    expectedGenesis: genesis,
    timeoutMs,
    // The next node is sooner ready than this one.
    patienceMs: 0,
    logger,
    signal: pool.closing.signal,
  });
  pool.nodes.set(place, opening);
  opening.catch(() => {
    if (pool.nodes.get(place) === opening) pool.nodes.delete(place);
  });
  return opening;
}

async function drop(pool: Pool, place: number): Promise<void> {
  const node = pool.nodes.get(place);
  pool.nodes.delete(place);
  await node?.then(
    (opened) => opened.disconnect(),
    () => {},
  );
}

async function close(pool: Pool): Promise<void> {
  pool.closing.abort(
    new ChainError("the connection to the chain was closed here", { code: "CHAIN_CLOSED" }),
  );
  await Promise.all([...pool.nodes.keys()].map((place) => drop(pool, place)));
}

function endpointAt({ endpoints }: Pool, place: number): string {
  return endpoints[place] ?? "";
}

function toJoinedError(pool: Pool, failures: readonly Failure[]): ChainError {
  const errors = failures.map(({ error }) => error);
  // That old state is gone has a remedy of its own, whatever else is wrong with the others.
  const telling = errors.find(({ code }) => code === "CHAIN_STATE_DISCARDED") ?? errors[0];
  const tried = failures.map(
    ({ place, error }) => `${endpointLabel(endpointAt(pool, place))}: ${describe(error)}`,
  );
  return new ChainError(`none of ${failures.length} endpoints could be used: ${tried.join("; ")}`, {
    code: telling?.code ?? "CHAIN_REFUSED",
    cause: new AggregateError(errors),
  });
}

function describe({ message, details }: ChainError): string {
  return details === undefined ? message : `${message} (${details})`;
}
