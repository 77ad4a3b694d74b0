export type { HubProxy } from "./connections.ts";
export {
  HubDiskError,
  HubError,
  type HubErrorCode,
  HubIntegrityError,
  type WrongBytes,
} from "./errors.ts";
export { type FetchedFile, fetchFile, type FetchFileOptions } from "./fetch-file.ts";
export { getCommitHash } from "./get-commit-hash.ts";
export { type FileInfo, getFileInfo } from "./get-file-info.ts";
export { getWhoami } from "./get-whoami.ts";
export { createHub, type Hub, type HubOptions, type HubTimeouts } from "./hub.ts";
export { type HubFile, listFiles, type ListFilesOptions } from "./list-files.ts";
export type { PartialFile } from "./partial-file.ts";
export type { FetchProgress } from "./transfer.ts";
export type { HubStats, RetryOptions } from "./transport.ts";
