import { UsageError } from "@flock-tools/core";
import type { Subnet } from "@flock-tools/chain";

const SHOWN = 3;

/** Nobody of those who were asked for is registered: kind `usage`, code `SELECTION_EMPTY`. */
export function createEmptySelectionError(
  { netuid, block, neurons }: Subnet,
  unmatched: readonly string[],
): UsageError {
  const shown = unmatched.slice(0, SHOWN).join(", ");
  const more = unmatched.length > SHOWN ? ` and ${unmatched.length - SHOWN} more` : "";
  const count = neurons.length;
  return new UsageError(
    `no miner of netuid ${netuid} matches: ${shown}${more} not registered at block ${block.number}`,
    {
      code: "SELECTION_EMPTY",
      next:
        count === 0
          ? "the subnet has no miners at this block"
          : `the subnet has ${count} miners, uids 0 to ${count - 1}`,
    },
  );
}
