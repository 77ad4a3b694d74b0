import type { AbortOptions } from "@flock-tools/core";
import type { Target, WrittenBytes } from "./options.ts";
import { openPathTarget } from "./path-target.ts";
import { openStreamTarget } from "./stream-target.ts";

/** A file in the making. */
export interface OpenTarget {
  /**
   * The file aside, there and empty, which another program may fill instead of `write`: `commit` then reads it once.
   * Undefined for a stream.
   */
  readonly path: string | undefined;
  /**
   * Appends, and resolves when there is room for more: wait for it. The chunk is read until then, strings are written in
   * UTF-8.
   */
  write(chunk: Uint8Array | string): Promise<void>;
  /** Gives the file its name once it is durable. */
  commit(): Promise<WrittenBytes>;
  /** Removes what was written. Does nothing after `commit`, and never throws. */
  abort(): Promise<void>;
}

/**
 * Opens what a table is written to. A path is written aside in the same folder (`.<name>.<random>.part`), flushed and
 * renamed by `commit`; without `force` a file of that name is never replaced, not even one that appears meanwhile. A
 * stream gets the bytes at once, as fast as it takes them, and stays open. Either call `commit`, or `abort`; after an
 * error `abort` too.
 *
 * @throws TabularError TABULAR_TARGET_EXISTS, TABULAR_DISK; a stream's own error; the abort reason
 */
export function openTarget(target: Target, options: AbortOptions = {}): Promise<OpenTarget> {
  return "stream" in target
    ? openStreamTarget(target.stream, options)
    : openPathTarget(target, options);
}
