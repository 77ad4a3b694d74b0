import type { ChainFault, ChainRequest } from "@flock-tools/devnet";

/** What a node answers whose runtime is from before metadata of version 15. */
export function refuseDescribedMetadata({ method, params }: ChainRequest): ChainFault | undefined {
  if (method !== "state_call" || params[0] !== "Metadata_metadata_at_version") return undefined;
  const message =
    "Client error: Execution failed: Other: Exported method Metadata_metadata_at_version is not found";
  return { error: { code: 4003, message } };
}

/** The same for the one call of the runtime API that this package makes. */
export function refuseMetagraph({ method, params }: ChainRequest): ChainFault | undefined {
  if (method !== "state_call" || params[0] !== METAGRAPH) return undefined;
  return { error: { code: 4003, message: "Client error: Execution failed: wasm trap" } };
}

export const METAGRAPH = "SubnetInfoRuntimeApi_get_selective_metagraph";
