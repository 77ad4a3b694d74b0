import { SS58_PREFIX } from "./metadata.ts";
import type { RpcMethods } from "./rpc-context.ts";

/** `system_*` and `rpc_methods`. */
export const SYSTEM_METHODS: RpcMethods = {
  rpc_methods: ({ methodNames }) => ({ version: 1, methods: methodNames }),
  system_chain: ({ ledger }) => ledger.chain().chainName,
  system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
  system_name: () => "flock-tools devnet",
  system_properties: () => ({ ss58Format: SS58_PREFIX, tokenDecimals: 9, tokenSymbol: "TAO" }),
  system_version: () => "0.1.0",
};
