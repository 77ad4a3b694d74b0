export type { ChainCounts } from "./chain/chain-counts.ts";
export { alterValues, type AlterValuesOptions } from "./chain/alter-values.ts";
export type {
  AlterResult,
  ChainFault,
  ChainFaultHandler,
  ChainRequest,
  ConnectionFault,
  ConnectionFaultHandler,
  HandshakeFault,
  HandshakeFaultHandler,
} from "./chain/faults.ts";
export {
  type ChainServer,
  type ChainServerOptions,
  startChainServer,
} from "./chain/start-chain-server.ts";
export type { StorageName } from "./chain/storage-layout.ts";
export { upgradeAtRequest } from "./chain/upgrade-at-request.ts";
export type { Fault, FaultHandler, FaultRequest } from "./hub/fault.ts";
export { rateLimited, type RateLimitedOptions } from "./hub/rate-limited.ts";
export type { RateLimit, RateLimits } from "./hub/rate-limits.ts";
export type { RequestKind } from "./hub/route.ts";
export {
  type HubServer,
  type HubServerOptions,
  type RecordedRequest,
  startHubServer,
} from "./hub/start-hub-server.ts";
export {
  createFaultPlan,
  FAULT_NAMES,
  type FaultName,
  type FaultPlan,
  type FaultPlanOptions,
  PASSING_FAULTS,
} from "./plan/create-fault-plan.ts";
export type { RequestCounts } from "./request-counts.ts";
export type {
  ChainWorld,
  HubWorld,
  MissReason,
  PlantedCopy,
  TruthMiner,
  World,
  WorldCommitment,
  WorldField,
  WorldFile,
  WorldNeuron,
  WorldRepo,
  WorldSubnet,
  WorldTruth,
} from "./world.ts";
export {
  type Devnet,
  type DevnetFaults,
  startDevnet,
  type StartDevnetOptions,
} from "./start-devnet.ts";
export {
  createWorld,
  type CreateWorldOptions,
  WORLD_NAMES,
  type WorldName,
} from "./worlds/create-world.ts";
export { MALFORMED_KINDS, type MalformedKind } from "./worlds/malformed.ts";
