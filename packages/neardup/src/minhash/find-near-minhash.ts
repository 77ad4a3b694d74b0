import { setImmediate } from "node:timers/promises";
import type { ResolvedOptions } from "../engine.ts";
import type { NearResult } from "../near-result.ts";
import { matchNodes, type Partners } from "../reference/match-nodes.ts";
import { createMatching, finishMatching } from "../reference/matching.ts";
import { type Node, type Nodes, readNodes } from "../reference/read-nodes.ts";
import type { TextSource } from "../text-source.ts";
import { BAND_SIZE, createSigner } from "./create-signer.ts";
import { loadMinhash, type Minhash } from "./minhash-package.ts";

/**
 * The approximate search that the npm package `minhash` 0.0.9 makes possible, as a baseline: 128 permutations in 16
 * bands of 8. Two nodes that agree in a band are compared on their shingles, so every pair listed is right and has its
 * true counts; pairs that agree in none are missed. A band agrees with probability J^8, so 0.6% of the pairs at 0.85
 * are missed, 5% at 0.8, 39% at 0.7, 94% at 0.5. Contained rows are found only among nodes that agree, and pairs
 * missed leave clusters apart. Holds everything in memory whatever `maxMemory` says.
 *
 * @throws {TypeError | RangeError} if a batch is malformed
 * @throws the abort reason, and whatever the source or a callback throws
 */
export async function findNearMinhash(
  texts: TextSource,
  options: ResolvedOptions,
): Promise<NearResult> {
  const nodes = await readNodes(texts, options);
  const matching = createMatching(nodes, options);
  const signatures = await signNodes(nodes, options);
  const { LshIndex } = loadMinhash();
  const index = new LshIndex({ bandSize: BAND_SIZE });
  // All before the first query: a query throws on a band that nobody has inserted.
  for (const [place, signature] of signatures.entries()) index.insert(String(place), signature);
  await matchNodes(matching, options, (_, place) =>
    countPartners(nodes.filled, place, index.query(signatures[place] as Minhash)),
  );
  return finishMatching(matching);
}

async function signNodes(
  { filled, rows, shingles }: Nodes,
  { onProgress, signal }: ResolvedOptions,
): Promise<Minhash[]> {
  const sign = createSigner();
  const signatures: Minhash[] = [];
  for (const node of filled) {
    signatures.push(sign(Array.from(node.shingles, (shingle) => shingles[shingle] as string)));
    onProgress({ phase: "match", pass: 1, rows: node.row + 1, totalRows: rows, pairs: 0 });
    await setImmediate();
    signal?.throwIfAborted();
  }
  return signatures;
}

function countPartners(filled: readonly Node[], place: number, keys: readonly string[]): Partners {
  const { shingles } = filled[place] as Node;
  let work = 0;
  const others = Uint32Array.from(keys, Number)
    .filter((other) => other !== place)
    .toSorted();
  const shared = others.map((other) => {
    const otherShingles = (filled[other] as Node).shingles;
    work += shingles.length + otherShingles.length;
    return countShared(shingles, otherShingles);
  });
  return { others, shared, work };
}

/** How many numbers two ascending lists share. */
function countShared(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  let place = 0;
  for (const number of a) {
    while (place < b.length && (b[place] as number) < number) place += 1;
    if (b[place] === number) shared += 1;
  }
  return shared;
}
