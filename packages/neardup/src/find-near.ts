import type { Engine, NearEngine } from "./engine.ts";
import type { NearResult } from "./near-result.ts";
import { type NearOptions, resolveOptions } from "./resolve-options.ts";
import type { TextSource } from "./text-source.ts";

export interface FindNearOptions extends NearOptions {
  /** Default: `exact`. */
  readonly engine?: NearEngine | undefined;
}

// Imported when asked for: the exact engine needs no package, the reference no WebAssembly.
const ENGINES: Readonly<Record<NearEngine, () => Promise<Engine>>> = {
  exact: async () => (await import("./exact/find-near-exact.ts")).findNearExact,
  reference: async () => (await import("./reference/find-near-reference.ts")).findNearReference,
  minhash: async () => (await import("./minhash/find-near-minhash.ts")).findNearMinhash,
};

/**
 * Finds the near duplicates among texts: pairs of rows whose sets of shingles (5 consecutive tokens of the folded text)
 * have at least a given Jaccard similarity, rows contained in others, and clusters. A group of rows with equal sets is
 * one node, named by its first row, so that a copied row never costs or lists more than one.
 *
 * The result depends on the texts, the threshold, the containment, `maxPairs` and the engine only.
 *
 * @throws {TypeError} if an option or a batch is of the wrong type
 * @throws {RangeError} if an option is out of its range or a batch's offsets do not fit its bytes
 * @throws {NeardupError} if the source changes between readings, or the search is too large
 * @throws the abort reason, and whatever the source or a callback throws
 */
export async function findNear(
  texts: TextSource,
  { engine = "exact", ...options }: FindNearOptions = {},
): Promise<NearResult> {
  const resolved = resolveOptions(options);
  if (!Object.hasOwn(ENGINES, engine)) {
    const names = Object.keys(ENGINES).join(", ");
    throw new RangeError(`engine must be one of ${names}: got ${engine}`);
  }
  resolved.signal?.throwIfAborted();
  const search = await ENGINES[engine]();
  const result = await search(texts, resolved);
  // Aborted in the last callback, too, a search has no result.
  resolved.signal?.throwIfAborted();
  return result;
}
