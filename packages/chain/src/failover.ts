import {
  type AbortOptions,
  type BlockHash,
  delay,
  type Logger,
  raceAbort,
  retry,
} from "@flock-tools/core";
import { anyOf, type ChainRetry } from "./chain-retry.ts";
import type { ChainClient } from "./client.ts";
import type { ChainNode, ConnectNodeOptions, KnownChain } from "./connect-node.ts";
import { ChainError, endpointLabel } from "./errors.ts";
import {
  canPass,
  type Failure,
  findAskedDelay,
  RoundError,
  toFinalError,
  warnOfWait,
} from "./failures.ts";

export interface FailoverOptions extends AbortOptions {
  /** One or more. */
  readonly endpoints: readonly string[];
  readonly expectedGenesis: BlockHash | undefined;
  readonly timeoutMs: number;
  readonly retry: ChainRetry;
  readonly logger: Logger;
  readonly connect: (options: ConnectNodeOptions) => Promise<ChainNode>;
}

interface Pool extends Omit<FailoverOptions, "signal" | "expectedGenesis"> {
  /** By the place of their endpoint. */
  readonly nodes: Map<number, Promise<ChainNode>>;
  /** What was learnt of each endpoint that has served. */
  readonly known: Map<number, KnownChain>;
  /** Aborts when the client is disconnected. */
  readonly closing: AbortController;
  /** The endpoint that served last. */
  current: number;
  genesis: BlockHash | undefined;
}

/**
 * A client of one or several nodes of one chain. What is asked together is asked of one node; if that fails, all of it is
 * asked of the next one, with the same block hash, and so nothing is ever put together from two blocks or two nodes. The
 * node that served last is asked first. Where none could serve, those are asked again, over a new connection if need be,
 * whose trouble may pass. Connections are made when they are needed, and each must have the genesis of the first.
 *
 * @throws ChainError; one that names all endpoints if none of several can be connected to
 * @throws the abort reason
 */
export async function createFailover({
  signal,
  expectedGenesis,
  ...options
}: FailoverOptions): Promise<ChainClient> {
  const pool: Pool = {
    ...options,
    nodes: new Map(),
    known: new Map(),
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

/** What is asked together, and what came of it so far. */
interface Reading<T> extends AbortOptions {
  readonly read: (node: ChainClient) => Promise<T>;
  /** By place: the last failure of each. */
  readonly failures: Map<number, Failure>;
  /** Where to ask in the next round. */
  places: readonly number[];
}

async function withNode<T>(
  pool: Pool,
  read: (node: ChainClient) => Promise<T>,
  { signal }: AbortOptions = {},
): Promise<T> {
  const places = placesFrom(pool.current, pool.endpoints.length);
  const reading: Reading<T> = { read, signal, failures: new Map(), places };
  const passing = (): readonly Failure[] =>
    reading.places.flatMap((place) => reading.failures.get(place) ?? []);
  const { sleep = delay, ...policy } = pool.retry;
  let tried = 0;
  try {
    return await retry((attempt) => askAll(pool, reading, (tried = attempt)), {
      ...policy,
      signal,
      isRetryable: (error) => error instanceof RoundError && reading.places.length > 0,
      getAskedDelayMs: () => findAskedDelay(passing()),
      onWait: ({ delayMs }) => warnOfWait(pool.logger, passing(), delayMs),
      sleep: (ms) => sleep(ms, { signal: anyOf(pool.closing.signal, signal) }),
    });
  } catch (error) {
    if (!(error instanceof RoundError)) throw error;
    throw toFinalError([...reading.failures.values()], tried);
  }
}

/** One round; the first node that serves ends it. */
async function askAll<T>(pool: Pool, reading: Reading<T>, attempt: number): Promise<T> {
  // The next node is sooner ready than one that has had enough, but where none is left, one has to be waited for.
  const isPatient = attempt > 1 || pool.endpoints.length === 1;
  for (const place of reading.places) {
    const result = await tryNode(pool, reading, { place, isPatient });
    if ("value" in result) return result.value;
    reading.failures.set(place, result.failure);
  }
  reading.places = reading.places.filter((place) => {
    const failure = reading.failures.get(place);
    return failure !== undefined && canPass(failure);
  });
  throw new RoundError();
}

function placesFrom(start: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (start + index) % count);
}

interface Attempt {
  readonly place: number;
  readonly isPatient: boolean;
}

async function tryNode<T>(
  pool: Pool,
  { read, signal }: Reading<T>,
  attempt: Attempt,
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  signal?.throwIfAborted();
  const { place, isPatient } = attempt;
  const opening = openNode(pool, attempt);
  try {
    const node = await raceAbort(opening, signal);
    const value = await read(isPatient ? node.patient : node.client);
    pool.current = place;
    return { value };
  } catch (error) {
    const isOurs = signal?.aborted === true || pool.closing.signal.aborted;
    if (isOurs || !isOfNode(error)) throw error;
    await dropBroken(pool, { place, opening, error });
    const endpoint = endpointLabel(endpointAt(pool, place));
    const { code, message: reason } = error;
    if (pool.endpoints.length > 1) {
      pool.logger.warn("a chain node failed", { endpoint, code, reason });
    }
    return { failure: { endpoint, error, isPatient, hasServed: pool.known.has(place) } };
  }
}

/** Whether another node may do better. That there is no such subnet is the chain's word. */
function isOfNode(error: unknown): error is ChainError {
  return error instanceof ChainError && error.code !== "CHAIN_SUBNET_NOT_FOUND";
}

function openNode(pool: Pool, { place, isPatient }: Attempt): Promise<ChainNode> {
  const opened = pool.nodes.get(place);
  if (opened !== undefined) return opened;
  const opening = connect(pool, { place, isPatient });
  pool.nodes.set(place, opening);
  opening.catch(() => forget(pool, place, opening));
  return opening;
}

// Of one call that is too many: 3.5 to 7 seconds of waiting, and then another node may be ready.
const MOST_TRIES_BESIDE_OTHERS = 4;

async function connect(pool: Pool, { place, isPatient }: Attempt): Promise<ChainNode> {
  const { timeoutMs, logger, closing } = pool;
  const known = pool.known.get(place);
  const { attempts = MOST_TRIES_BESIDE_OTHERS } = pool.retry;
  const mostTries = pool.endpoints.length > 1 ? MOST_TRIES_BESIDE_OTHERS : attempts;
  const node = await pool.connect({
    endpoint: endpointAt(pool, place),
    expectedGenesis: pool.genesis ?? known?.genesis,
    timeoutMs,
    retry: { ...pool.retry, attempts: Math.min(attempts, mostTries) },
    isPatient,
    known,
    logger,
    signal: closing.signal,
  });
  pool.known.set(place, node.known);
  return node;
}

/** Forgets a connection unless there is a newer one by now: reads side by side see one end more than once. */
function forget(pool: Pool, place: number, opening: Promise<ChainNode>): void {
  if (pool.nodes.get(place) === opening) pool.nodes.delete(place);
}

interface Broken {
  readonly place: number;
  readonly opening: Promise<ChainNode>;
  readonly error: ChainError;
}

async function dropBroken(pool: Pool, { place, opening, error }: Broken): Promise<void> {
  const node = await opening.catch(() => undefined);
  if (node === undefined) return;
  // A connection that was silent for that long may be one of which only this side is left.
  if (node.isOpen && error.code !== "CHAIN_TIMEOUT") return;
  forget(pool, place, opening);
  await node.client.disconnect();
}

async function close(pool: Pool): Promise<void> {
  pool.closing.abort(
    new ChainError("the connection to the chain was closed here", { code: "CHAIN_CLOSED" }),
  );
  const all = [...pool.nodes.values()];
  pool.nodes.clear();
  await Promise.all(
    all.map((opening) =>
      opening.then(
        (node) => node.client.disconnect(),
        () => {},
      ),
    ),
  );
}

function endpointAt({ endpoints }: Pool, place: number): string {
  return endpoints[place] ?? "";
}
