import { UsageError } from "@flock-tools/core";
import {
  findObservation,
  listObservedBlocks,
  type Observation,
  type Store,
} from "@flock-tools/store";

/**
 * What was seen of the subnet last.
 *
 * @throws UsageError NOTHING_OBSERVED
 */
export function readNewest(store: Store): Observation {
  const block = listObservedBlocks(store).at(-1);
  const found = block && findObservation(store, block.number);
  if (found !== undefined) return found;
  throw new UsageError(`nothing was seen of netuid ${store.netuid} yet`, {
    code: "NOTHING_OBSERVED",
    details: store.dataDir,
    next: "run pnpm dl first",
  });
}
