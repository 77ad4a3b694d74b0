import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { BlockOrDate, CommandContext } from "@flock-tools/cli";
import { type AbortOptions, UsageError } from "@flock-tools/core";
import {
  type AsOf,
  getRuleSetAt,
  type JudgementSource,
  readJudgementFiles,
  readJudgementFolder,
  readJudgementInput,
  type RuleSet,
} from "@flock-tools/flock";
import { readStoreIdentity, type Store } from "@flock-tools/store";
import { chooseRules } from "./choose-rules.ts";
import { openIndexedStore } from "./open-indexed-store.ts";
import type { SourceOptions } from "./options.ts";

/** Where the data sets were found. */
export type Origin =
  | {
      readonly kind: "store";
      readonly dataDir: string;
      readonly genesis: string;
      readonly netuid: number;
    }
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "files"; readonly files: readonly string[] };

export interface OpenSource {
  readonly origin: Origin;
  readonly source: JudgementSource;
  /** Of a store only. */
  readonly store: Store | undefined;
  close(): void;
}

/**
 * What is to be judged: the store if no paths are given, the folder if it is one, else files. A data folder given as a
 * path is its store.
 *
 * @throws UsageError, StoreError, the abort reason
 */
export async function openSource(
  context: CommandContext<SourceOptions & { readonly replay?: bigint | undefined }>,
  paths: readonly string[],
): Promise<OpenSource> {
  const { options, cwd, signal } = context;
  const ruleSet = await chooseRules(options.rules, { cwd });
  const [first] = paths;
  const folder =
    paths.length === 1 && first !== undefined && (await isFolder(resolve(cwd, first)))
      ? first
      : undefined;
  if (first === undefined) return openStoreSource(context, { dataDir: options.dataDir, ruleSet });
  if (folder !== undefined && readStoreIdentity(resolve(cwd, folder)) !== undefined)
    return openStoreSource(context, { dataDir: folder, ruleSet });
  if (options.replay !== undefined) throw lacksBlocks();
  const reading = {
    signal,
    ruleSet: ruleSet ?? getRuleSetAt(timeOfFiles(options.asOf)),
    pool: options.pool === undefined ? undefined : resolve(cwd, options.pool),
  };
  return folder === undefined
    ? readFiles(
        paths.map((path) => resolve(cwd, path)),
        reading,
      )
    : readFolder(resolve(cwd, folder), reading);
}

interface StoreChoice {
  readonly dataDir: string;
  readonly ruleSet: RuleSet | undefined;
}

async function openStoreSource(
  context: CommandContext<SourceOptions>,
  { dataDir, ruleSet }: StoreChoice,
): Promise<OpenSource> {
  const { options, signal, cwd } = context;
  const store = await openIndexedStore(context, dataDir);
  try {
    const found = await readJudgementInput(store, { ruleSet, asOf: toAsOf(options.asOf), signal });
    const pool = options.pool === undefined ? undefined : resolve(cwd, options.pool);
    const source = pool === undefined ? found : await replacePool(found, { pool, signal });
    const { genesis, netuid } = store;
    const origin = { kind: "store", dataDir: store.dataDir, genesis, netuid } as const;
    return { origin, source, store, close: () => store.close() };
  } catch (error) {
    store.close();
    throw error;
  }
}

async function replacePool(
  source: JudgementSource,
  { pool, signal }: AbortOptions & { readonly pool: string },
): Promise<JudgementSource> {
  const { ruleSet } = source.input;
  const read = await readJudgementFiles({ files: [], ruleSet, pool, signal });
  return { ...source, pool: read.pool, input: { ...source.input, pool: read.input.pool } };
}

interface Reading extends AbortOptions {
  readonly ruleSet: RuleSet;
  readonly pool: string | undefined;
}

async function readFolder(folder: string, reading: Reading): Promise<OpenSource> {
  const source = await readJudgementFolder({ folder, ...reading });
  return { origin: { kind: "folder", folder }, source, store: undefined, close: () => {} };
}

async function readFiles(files: readonly string[], reading: Reading): Promise<OpenSource> {
  const source = await readJudgementFiles({ files, ...reading });
  return { origin: { kind: "files", files }, source, store: undefined, close: () => {} };
}

/** Of a day, an hour or a minute its end: what was seen during it counts. */
function toAsOf(asOf: BlockOrDate | undefined): AsOf | undefined {
  if (asOf === undefined) return undefined;
  return asOf.type === "block" ? { block: asOf.block } : { time: asOf.to };
}

/** Files do not tell of what time they are: now, unless a date is given. */
function timeOfFiles(asOf: BlockOrDate | undefined): number {
  if (asOf?.type === "date") return asOf.to;
  if (asOf === undefined) return Date.now();
  throw new UsageError("--as-of must be a date for folders and files: they know of no blocks", {
    next: "write a date like 2026-03-10, which decides about the rules",
  });
}

function lacksBlocks(): UsageError {
  return new UsageError(
    "--replay needs every commitment's block: files do not tell who committed when",
    { next: "judge a store that pnpm dl filled, without paths" },
  );
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  });
  return found?.isDirectory() === true;
}
