import type { ChainClient } from "@flock-tools/chain";
import type { Found } from "./check.ts";

/** The connection that the check of the endpoint has made. */
export function needChain({ chain }: Found): ChainClient {
  if (chain === undefined) throw new TypeError("there is no connection to the chain");
  return chain;
}
