import { type AbortOptions, type BlockHash, type Logger, raceAbort } from "@flock-tools/core";
import type { ChainClient, ChainHeader } from "./client.ts";
import type { ChainNode, ConnectNodeOptions, KnownChain } from "./connect-node.ts";
import { ChainError, endpointLabel, excerpt } from "./errors.ts";
import { openConnection, type RpcConnection } from "./rpc/rpc-connection.ts";
import {
  badAnswer,
  parseBlockHash,
  parseHeader,
  parseMetadata,
  parseVersion,
  unwrapMetadata,
} from "./rpc/answers.ts";
import type { createSchema, RuntimeAnswers, RuntimeVersion } from "./runtime/create-schema.ts";
import type { Hex, StorageSchema } from "./runtime/storage-schema.ts";

/** @polkadot/api takes half a second to load: as long as a connection far away takes to open, so both at a time. */
function loadRuntime(): Promise<{ readonly createSchema: typeof createSchema }> {
  return import("./runtime/create-schema.ts");
}

/** What is known of a chain, and one way to ask for more. */
interface Session extends Omit<KnownChain, "specVersion"> {
  readonly request: ChainClient["request"];
  readonly logger: Logger;
}

/**
 * Connects and reads everything that stays true for the connection. The signal bounds all of it.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export async function openNode(options: ConnectNodeOptions): Promise<ChainNode> {
  const { endpoint, logger, signal } = options;
  // It rejects where it is waited for.
  loadRuntime().catch(() => {});
  const rpc = await openConnection(options);
  try {
    const known = await learn(rpc, options);
    signal?.throwIfAborted();
    logger.debug("connected to the chain", {
      endpoint: endpointLabel(endpoint),
      chain: known.chainName,
      specVersion: known.specVersion,
    });
    return toNode(rpc, known, options);
  } catch (error) {
    rpc.cut();
    throw error;
  }
}

function toNode(
  rpc: RpcConnection,
  known: KnownChain,
  { endpoint, logger }: ConnectNodeOptions,
): ChainNode {
  const clientOf = (request: ChainClient["request"]): ChainClient =>
    toClient(
      { ...known, request, logger },
      { endpoint, specVersion: known.specVersion, disconnect: () => rpc.close() },
    );
  return {
    client: clientOf(rpc.request),
    patient: clientOf(rpc.requestPatiently),
    known,
    get isOpen() {
      return rpc.isOpen;
    },
  };
}

function toClient(
  session: Session,
  {
    endpoint,
    specVersion,
    disconnect,
  }: Pick<ChainClient, "endpoint" | "specVersion" | "disconnect">,
): ChainClient {
  const { genesis, chainName, request, logger } = session;
  const client: ChainClient = {
    endpoint,
    genesis,
    chainName,
    specVersion,
    logger,
    withNode: (read) => read(client),
    request,
    getSchema: (hash, options) => getSchema(session, hash, options),
    getHeader: (hash, options) => getHeader(session, hash, options),
    disconnect,
    [Symbol.asyncDispose]: disconnect,
  };
  return client;
}

/** What is known of the chain, from before or from asking. */
async function learn(rpc: RpcConnection, options: ConnectNodeOptions): Promise<KnownChain> {
  const { known, isPatient, signal } = options;
  const request = isPatient ? rpc.requestPatiently : rpc.request;
  if (known === undefined) return await ask(request, options);
  checkGenesis(await request("chain_getBlockHash", [0], { signal }), options);
  return known;
}

async function ask(
  request: ChainClient["request"],
  options: ConnectNodeOptions,
): Promise<KnownChain> {
  const { logger, signal } = options;
  const [genesisAnswer, headAnswer, nameAnswer] = await Promise.all([
    request("chain_getBlockHash", [0], { signal }),
    request("chain_getFinalizedHead", [], { signal }),
    request("system_chain", [], { signal }),
  ]);
  const found = {
    genesis: checkGenesis(genesisAnswer, options),
    chainName: typeof nameAnswer === "string" ? excerpt(nameAnswer) : "",
    schemas: new Map<string, StorageSchema>(),
    schemaOfBlock: new Map<BlockHash, StorageSchema>(),
    headers: new Map<BlockHash, ChainHeader>(),
  };
  const session: Session = { ...found, request, logger };
  const head = parseBlockHash(headAnswer, "chain_getFinalizedHead");
  // Asked together: the metadata of a new connection is wanted whatever the version is.
  const [version, described] = await Promise.all([
    getVersion(session, head, { signal }),
    findDescribedMetadata(session, head, { signal }),
  ]);
  await addSchema(session, { version, at: head, described, signal });
  return { ...found, specVersion: version.specVersion };
}

function checkGenesis(
  answer: unknown,
  { endpoint, expectedGenesis: expected }: ConnectNodeOptions,
): BlockHash {
  const genesis = parseBlockHash(answer, "chain_getBlockHash");
  if (expected === undefined || genesis === expected.toLowerCase()) return genesis;
  throw new ChainError(
    `${endpointLabel(endpoint)} is on another chain: its genesis is ${genesis}`,
    { code: "CHAIN_WRONG_GENESIS", details: `expected ${expected}` },
  );
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
  { request, genesis, headers }: Session,
  hash: BlockHash,
  options?: AbortOptions,
): Promise<ChainHeader> {
  const known = headers.get(hash);
  if (known !== undefined) return known;
  const answer = await request("chain_getHeader", [hash], options);
  const header = parseHeader(answer, hash);
  const { hashHeader } = await raceAbort(import("./runtime/hash-header.ts"), options?.signal);
  // The hash of block 0 is the chain's name, whatever it is made of.
  if (hash !== genesis && hashHeader(answer) !== hash.toLowerCase()) {
    throw badAnswer("chain_getHeader", "it is the header of another block");
  }
  return remember(headers, hash, header);
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
  { request }: Session,
  at: BlockHash,
  options?: AbortOptions,
): Promise<RuntimeVersion> {
  return parseVersion(await request("state_getRuntimeVersion", [at], options));
}

async function getSchemaOfVersion(
  session: Session,
  { version, at, signal }: { version: RuntimeVersion; at: BlockHash } & AbortOptions,
): Promise<StorageSchema> {
  const known = session.schemas.get(keyOf(version));
  if (known !== undefined) return known;
  const described = await findDescribedMetadata(session, at, { signal });
  return addSchema(session, { version, at, described, signal });
}

// u32 15, little endian.
const VERSION_15 = "0x0f000000";

/**
 * Metadata of version 15, which describes the runtime's APIs too; undefined from nodes and runtimes that do not have it.
 * Asked for at once: what the older call would give is all in it.
 */
async function findDescribedMetadata(
  { request, logger }: Session,
  at: BlockHash,
  options?: AbortOptions,
): Promise<Hex | undefined> {
  try {
    const params = ["Metadata_metadata_at_version", VERSION_15, at];
    return unwrapMetadata(await request("state_call", params, options));
  } catch (error) {
    const isRefusal = error instanceof ChainError && error.code === "CHAIN_BAD_ANSWER";
    if (!isRefusal) throw error;
    logger.debug("the node does not describe its runtime's APIs", { reason: error.message });
    return undefined;
  }
}

interface SchemaRequest extends AbortOptions {
  readonly version: RuntimeVersion;
  readonly at: BlockHash;
  /** What `findDescribedMetadata` found at that block. */
  readonly described: Hex | undefined;
}

async function addSchema(
  session: Session,
  { version, at, described, signal }: SchemaRequest,
): Promise<StorageSchema> {
  const schema =
    (described && (await tryDescribed(session, { version, metadata: described, signal }))) ??
    (await createSchemaOf(session, {
      version,
      metadata: parseMetadata(await session.request("state_getMetadata", [at], { signal })),
      signal,
    }));
  session.schemas.set(keyOf(version), schema);
  return schema;
}

async function tryDescribed(
  session: Session,
  source: MetadataOfVersion,
): Promise<StorageSchema | undefined> {
  try {
    return await createSchemaOf(session, source);
  } catch (error) {
    // The reason may be a ChainError, too: that the time for connecting is over.
    source.signal?.throwIfAborted();
    if (!(error instanceof ChainError)) throw error;
    session.logger.warn("metadata of version 15 cannot be read: taking the older form", {
      reason: error.message,
      ...(error.details !== undefined && { details: error.details }),
    });
    return undefined;
  }
}

type MetadataOfVersion = Pick<RuntimeAnswers, "version" | "metadata"> & AbortOptions;

async function createSchemaOf(
  { genesis, chainName }: Session,
  { version, metadata, signal }: MetadataOfVersion,
): Promise<StorageSchema> {
  const runtime = await raceAbort(loadRuntime(), signal);
  return await runtime.createSchema({ genesis, chainName, version, metadata });
}

function keyOf({ specName, specVersion }: RuntimeVersion): string {
  return `${specName}/${specVersion}`;
}
