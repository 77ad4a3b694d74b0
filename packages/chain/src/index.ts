export type { ChainRetry } from "./chain-retry.ts";
export type { ChainClient, ChainHeader } from "./client.ts";
export { connectChain, type ConnectOptions } from "./connect-chain.ts";
export { ChainError, type ChainErrorCode } from "./errors.ts";
export { getBlock, type GetBlockOptions } from "./get-block.ts";
export { getBlockAt } from "./get-block-at.ts";
export {
  getCommitments,
  type GetCommitmentsOptions,
  type SubnetCommitments,
} from "./get-commitments.ts";
export { getFinalizedBlock } from "./get-finalized-block.ts";
export {
  getSubnet,
  type GetSubnetOptions,
  type Subnet,
  type SubnetPath,
  type SubnetReading,
} from "./get-subnet.ts";
export { listSubnets, type SubnetSummary } from "./list-subnets.ts";
export { type Network, NETWORKS, resolveNetwork } from "./networks.ts";
export { type NodeChoice, type ResolvedNode, resolveNode } from "./resolve-node.ts";
export type {
  CallArgument,
  Decoded,
  Hex,
  KeyPart,
  RuntimeCall,
  ScaleEnum,
  ScaleStruct,
  ScaleValue,
  StorageItem,
  StorageSchema,
} from "./runtime/storage-schema.ts";
