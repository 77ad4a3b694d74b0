export { NeardupError, type NeardupErrorCode } from "./errors.ts";
export type { NearEngine } from "./engine.ts";
export { findNear, type FindNearOptions } from "./find-near.ts";
export type { ContainedRow, NearPair, NearProgress, NearResult, NearStats } from "./near-result.ts";
export type { NearOptions } from "./resolve-options.ts";
export type { TextBatch, TextSource } from "./text-source.ts";
