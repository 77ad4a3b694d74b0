import type { Logger } from "@flock-tools/core";
import type { Found } from "./check.ts";

/** `logger`; what the chain's client warns of is left in `found` as well. */
export function watchChain(logger: Logger, found: Found): Logger {
  return {
    ...logger,
    warn(message, fields = {}) {
      // Said when a call that a node has refused is about to be made again.
      if (message.includes("allows no more requests")) found.refusals.chain += 1;
      const { reason } = fields;
      if (message.includes("runtime API") && typeof reason === "string") found.detour = reason;
      logger.warn(message, fields);
    },
  };
}
