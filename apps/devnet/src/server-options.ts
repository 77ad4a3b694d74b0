import type { DevnetFaults, StartDevnetOptions } from "@flock-tools/devnet";
import type { WorldOptions } from "./command.ts";
import { createChosenWorld } from "./create-chosen-world.ts";
import { readMetadataFile } from "./read-metadata-file.ts";

/**
 * What the options say of both servers, but for their ports.
 *
 * @throws UsageError if there is no such world or file
 */
export function readServerOptions(options: WorldOptions, cwd: string): StartDevnetOptions {
  return {
    world: createChosenWorld(options),
    latencyMs: options.latency,
    metadata: readMetadataFile(options, cwd),
    faults: readFaults(options),
  };
}

/** The faults that the options ask for. */
export function readFaults({ faults: seed, faultRate }: WorldOptions): DevnetFaults | undefined {
  return seed === undefined ? undefined : { seed, rate: faultRate / 100 };
}

/** For the line that says what is served: which faults it has, if any. */
export function describeSeed({ faults }: WorldOptions): string {
  return faults === undefined ? "" : ` with the faults of seed ${faults}`;
}
