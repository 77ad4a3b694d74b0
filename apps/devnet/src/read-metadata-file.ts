import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "@flock-tools/core";
import type { WorldOptions } from "./command.ts";

/**
 * The bytes of the file that `--metadata` names, if it was given.
 *
 * @throws UsageError if it cannot be read
 */
export function readMetadataFile({ metadata }: WorldOptions, cwd: string): Uint8Array | undefined {
  if (metadata === undefined) return undefined;
  try {
    return readFileSync(resolve(cwd, metadata));
  } catch (cause) {
    throw new UsageError(`--metadata: ${metadata} cannot be read`, {
      details: (cause as Error).message,
      next: "give the path of a file",
      cause,
    });
  }
}
