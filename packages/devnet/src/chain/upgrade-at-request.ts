import type { ChainFaultHandler } from "./faults.ts";
import type { ChainServer } from "./start-chain-server.ts";

/**
 * A fault handler under which a new finalized block upgrades the runtime, by one in its spec version, just before request
 * number `request` (counted from 1, from when the handler is put to use) is answered.
 */
export function upgradeAtRequest(
  server: Pick<ChainServer, "advance">,
  request: number,
): ChainFaultHandler {
  let seen = 0;
  return () => {
    seen += 1;
    if (seen === request) {
      server.advance((chain) => ({ ...chain, specVersion: chain.specVersion + 1 }));
    }
    return undefined;
  };
}
