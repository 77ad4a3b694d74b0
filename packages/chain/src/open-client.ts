import { type AbortOptions, type BlockHash, type Logger, raceAbort } from "@flock-tools/core";
import type { ChainClient, ChainHeader } from "./client.ts";
import { ChainError, endpointLabel, excerpt } from "./errors.ts";
import { openConnection, type RpcConnection } from "./rpc/rpc-connection.ts";
import { parseBlockHash, parseHeader, parseMetadata, parseVersion } from "./rpc/answers.ts";
import type { createSchema, RuntimeAnswers, RuntimeVersion } from "./runtime/create-schema.ts";
import type { StorageSchema } from "./runtime/storage-schema.ts";

export interface OpenOptions extends AbortOptions {
  readonly endpoint: string;
  readonly expectedGenesis: BlockHash | undefined;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** @polkadot/api takes half a second to load: as long as a connection far away takes to open, so both at a time. */
function loadRuntime(): Promise<{ readonly createSchema: typeof createSchema }> {
  return import("./runtime/create-schema.ts");
}

/** What is known of one chain through one connection. */
interface Session {
  readonly rpc: RpcConnection;
  readonly genesis: BlockHash;
  readonly chainName: string;
  /** By `specName/specVersion`. */
  readonly schemas: Map<string, StorageSchema>;
  readonly schemaOfBlock: Map<BlockHash, StorageSchema>;
  readonly headers: Map<BlockHash, ChainHeader>;
}

/**
 * Connects and reads everything that stays true for the connection. The signal bounds all of it.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export async function openClient(options: OpenOptions): Promise<ChainClient> {
  const { endpoint, timeoutMs, logger, signal } = options;
  // It rejects where it is waited for.
  loadRuntime().catch(() => {});
  const rpc = await openConnection({ endpoint, timeoutMs, logger, signal });
  try {
    const { session, specVersion } = await openSession(rpc, options);
    signal?.throwIfAborted();
    logger.debug("connected to the chain", {
      endpoint: endpointLabel(endpoint),
      chain: session.chainName,
      specVersion,
    });
    return toClient(session, { endpoint, specVersion });
  } catch (error) {
    rpc.cut();
    throw error;
  }
}

function toClient(
  session: Session,
  { endpoint, specVersion }: { endpoint: string; specVersion: number },
): ChainClient {
  const { rpc, genesis, chainName } = session;
  return {
    endpoint,
    genesis,
    chainName,
    specVersion,
    request: (method, params, callOptions) => rpc.request(method, params, callOptions),
    getSchema: (hash, callOptions) => getSchema(session, hash, callOptions),
    getHeader: (hash, callOptions) => getHeader(session, hash, callOptions),
    disconnect: () => rpc.close(),
    [Symbol.asyncDispose]: () => rpc.close(),
  };
}

async function openSession(
  rpc: RpcConnection,
  { endpoint, expectedGenesis, signal }: OpenOptions,
): Promise<{ session: Session; specVersion: number }> {
  const [genesisAnswer, headAnswer, nameAnswer] = await Promise.all([
    rpc.request("chain_getBlockHash", [0], { signal }),
    rpc.request("chain_getFinalizedHead", [], { signal }),
    rpc.request("system_chain", [], { signal }),
  ]);
  const genesis = parseBlockHash(genesisAnswer, "chain_getBlockHash");
  checkGenesis(genesis, expectedGenesis, endpointLabel(endpoint));
  const session: Session = {
    rpc,
    genesis,
    chainName: typeof nameAnswer === "string" ? excerpt(nameAnswer) : "",
    schemas: new Map(),
    schemaOfBlock: new Map(),
    headers: new Map(),
  };
  const head = parseBlockHash(headAnswer, "chain_getFinalizedHead");
  // Asked together: the metadata of a new connection is wanted whatever the version is.
  const [version, metadata] = await Promise.all([
    getVersion(session, head, { signal }),
    getMetadata(session, head, { signal }),
  ]);
  await addSchema(session, { version, metadata, signal });
  return { session, specVersion: version.specVersion };
}

function checkGenesis(genesis: BlockHash, expected: BlockHash | undefined, label: string): void {
  if (expected === undefined || genesis === expected.toLowerCase()) return;
  throw new ChainError(`${label} is on another chain: its genesis is ${genesis}`, {
    code: "CHAIN_WRONG_GENESIS",
    details: `expected ${expected}`,
  });
}

// A run reads one block, a search by time none: a few are plenty.
const BLOCKS_KEPT = 32;

function remember<V>(map: Map<BlockHash, V>, hash: BlockHash, value: V): V {
  map.set(hash, value);
  for (const oldest of map.keys()) {
    if (map.size <= BLOCKS_KEPT) break;
    map.delete(oldest);
  }
  return value;
}

async function getHeader(
  { rpc, headers }: Session,
  hash: BlockHash,
  options?: AbortOptions,
): Promise<ChainHeader> {
  const known = headers.get(hash);
  if (known !== undefined) return known;
  const answer = await rpc.request("chain_getHeader", [hash], options);
  return remember(headers, hash, parseHeader(answer, hash));
}

async function getSchema(
  session: Session,
  hash: BlockHash,
  options?: AbortOptions,
): Promise<StorageSchema> {
  const known = session.schemaOfBlock.get(hash);
  if (known !== undefined) return known;
  // The parent's runtime wrote this block's state; a block that upgrades it says the new version already.
  const { number, parentHash } = await getHeader(session, hash, options);
  const at = number === 0 ? session.genesis : parentHash;
  const version = await getVersion(session, at, options);
  const schema = await getSchemaOfVersion(session, { version, at, signal: options?.signal });
  return remember(session.schemaOfBlock, hash, schema);
}

async function getVersion(
  { rpc }: Session,
  at: BlockHash,
  options?: AbortOptions,
): Promise<RuntimeVersion> {
  return parseVersion(await rpc.request("state_getRuntimeVersion", [at], options));
}

async function getSchemaOfVersion(
  session: Session,
  { version, at, signal }: { version: RuntimeVersion; at: BlockHash } & AbortOptions,
): Promise<StorageSchema> {
  const known = session.schemas.get(keyOf(version));
  if (known !== undefined) return known;
  const metadata = await getMetadata(session, at, { signal });
  return addSchema(session, { version, metadata, signal });
}

async function getMetadata(
  { rpc }: Session,
  at: BlockHash,
  options?: AbortOptions,
): Promise<RuntimeAnswers["metadata"]> {
  return parseMetadata(await rpc.request("state_getMetadata", [at], options));
}

async function addSchema(
  { genesis, chainName, schemas }: Session,
  { version, metadata, signal }: Pick<RuntimeAnswers, "version" | "metadata"> & AbortOptions,
): Promise<StorageSchema> {
  const runtime = await raceAbort(loadRuntime(), signal);
  const schema = await runtime.createSchema({ genesis, chainName, version, metadata });
  schemas.set(keyOf(version), schema);
  return schema;
}

function keyOf({ specName, specVersion }: RuntimeVersion): string {
  return `${specName}/${specVersion}`;
}
