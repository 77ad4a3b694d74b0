import type { Listing } from "../listing.ts";
import type { NearPair } from "../near-result.ts";
import { loadAlive, screenShelf, sieveByScreen } from "./alive.ts";
import { joinBlock } from "./join-block.ts";
import type { Links } from "./links.ts";
import type { Loaded } from "./nodes.ts";
import type { Reading } from "./read-texts.ts";
import { releaseScreen } from "./screen.ts";
import type { Search } from "./search.ts";
import { dropSamples } from "./shelf.ts";

/**
 * Lists the near pairs, and notes the rows with equal sets of shingles.
 *
 * @returns links enough to tell the clusters
 */
export async function joinNear(
  search: Search,
  reading: Reading,
  listing: Listing<NearPair>,
): Promise<Links> {
  search.phase = "match";
  const loaded =
    search.shelf === undefined
      ? await loadAlive(search, { sieve: sieveByScreen(search, reading) })
      : await loadScreened(search, reading);
  if (search.shelf === undefined) releaseScreen(search, reading.screen);
  if (loaded.left === undefined) return joinBlock(search, loaded.block, listing);
  const { joinBlocks } = await import("./join-blocks.ts");
  return joinBlocks(search, loaded, listing);
}

async function loadScreened(search: Search, reading: Reading): Promise<Loaded> {
  await screenShelf(search, reading);
  dropSamples(search);
  releaseScreen(search, reading.screen);
  return loadAlive(search, {});
}
