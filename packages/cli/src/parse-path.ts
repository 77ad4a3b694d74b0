import { UsageError } from "@flock-tools/core";

/**
 * A path as it was typed.
 *
 * @throws UsageError if it is empty or holds NUL, which no file system takes
 */
export function parsePath(text: string): string {
  if (text === "") throw new UsageError("must be a path: got nothing");
  if (text.includes("\0")) throw new UsageError("must be a path: got one with a NUL character");
  return text;
}
