import { UsageError } from "@flock-tools/core";
import type { DevnetFaults, StartDevnetOptions } from "@flock-tools/devnet";
import type { WorldOptions } from "./command.ts";
import { createChosenWorld } from "./create-chosen-world.ts";
import { readMetadataFile } from "./read-metadata-file.ts";

/**
 * What the options say of both servers, but for their ports.
 *
 * @throws UsageError if there is no such world or file, or a rate of faults without faults
 */
export function readServerOptions(options: WorldOptions, cwd: string): StartDevnetOptions {
  return {
    world: createChosenWorld(options),
    latencyMs: options.latency,
    metadata: readMetadataFile(options, cwd),
    faults: readFaults(options),
  };
}

/**
 * The faults that the options ask for.
 *
 * @throws UsageError if there is a rate of faults without a seed
 */
export function readFaults({ faults: seed, faultRate }: WorldOptions): DevnetFaults | undefined {
  const rate = faultRate === undefined ? undefined : faultRate / 100;
  if (seed !== undefined) return { seed, rate };
  if (rate === undefined) return undefined;
  throw new UsageError("--fault-rate: there are no faults without a seed", {
    next: "give one with --faults <seed>",
  });
}

/** For the line that says what is served: which faults it has, if any. */
export function describeSeed({ faults }: WorldOptions): string {
  return faults === undefined ? "" : ` with the faults of seed ${faults}`;
}
