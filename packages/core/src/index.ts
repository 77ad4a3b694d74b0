export { type AbortOptions, delay, raceAbort } from "./abort.ts";
export { toHex } from "./bytes.ts";
export type {
  BlockHash,
  BlockNumber,
  BlockRef,
  Coldkey,
  Hotkey,
  Netuid,
  Neuron,
  Uid,
} from "./chain-names.ts";
export { type Clock, steadyClock } from "./clock.ts";
export type { Commitment, CommitmentEntry, CommitmentField } from "./commitment.ts";
export { type ErrorKind, FlockError, type FlockErrorOptions, UsageError } from "./errors.ts";
export {
  type CommitHash,
  isCommitHash,
  isRepoId,
  type RepoId,
  type Revision,
  type Sha256,
} from "./hub-names.ts";
export { type LogFields, type Logger, silentLogger } from "./logger.ts";
export {
  DEFAULT_RETRY_POLICY,
  retry,
  type RetryOptions,
  type RetryPolicy,
  type RetryWait,
  type Sleep,
} from "./retry.ts";
export { parseRetryAfter, type RetryAfterHeaders } from "./retry-after.ts";
