import { addToListing, type Listing } from "../listing.ts";
import type { NearPair } from "../near-result.ts";
import { release } from "./heap.ts";
import { createParents, type Links, readLinks } from "./links.ts";
import { matchBlock } from "./match-block.ts";
import { type Block, countOf, numberNodes, releaseBlock, rowsOf } from "./nodes.ts";
import { toWithin } from "./pair-buffer.ts";
import { indexBlock, releaseIndex } from "./prefix-index.ts";
import { releaseRarity, countBlock } from "./rarity.ts";
import type { Search } from "./search.ts";

/** Finds the pairs of a block that holds all nodes that may have one. */
export async function joinBlock(
  search: Search,
  block: Block,
  listing: Listing<NearPair>,
): Promise<Links> {
  const { heap } = search;
  const rarity = await countBlock(search, block);
  const index = await indexBlock(search, block, rarity);
  const count = countOf(search, block);
  search.survivors = count;
  numberNodes(search, block, 0);
  releaseRarity(search, rarity);
  const parents = createParents(search, count);
  const ratio = search.options.threshold;
  await matchBlock(search, { block, index, parents, ratio, contains: false }, (pairs) => {
    for (const pair of pairs) addToListing(listing, toWithin(pair));
    search.pairs += pairs.length;
    return !listing.truncated;
  });
  const links = readLinks(search, { parents, rows: rowsOf(search, block) });
  release(heap, parents);
  releaseIndex(search, index);
  releaseBlock(search, block);
  return links;
}
