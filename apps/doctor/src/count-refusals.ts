import type { Logger } from "@flock-tools/core";
import type { Found } from "./check.ts";

/** `logger`, with each refusal of the chain's node that a call was made again for counted. */
export function countRefusals(logger: Logger, refusals: Found["refusals"]): Logger {
  return {
    ...logger,
    warn(message, fields) {
      if (message.includes("allows no more requests")) refusals.chain += 1;
      logger.warn(message, fields);
    },
  };
}
