import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// What a node of the real chain said at spec version 343, recorded beside the repository; not everybody has it.
const FOLDER = fileURLToPath(new URL("../../../../shared/data/chain/", import.meta.url));

export const hasRecorded: boolean = existsSync(FOLDER);

/** Metadata V15 as `Metadata_metadata_at_version` answers it, hex. */
export function readRecordedV15(): Uint8Array {
  return readFileSync(`${FOLDER}subtensor-spec343-metadata-v15-wrapped.hex`);
}

/** Metadata V14, hex. */
export function readRecordedV14(): Uint8Array {
  return readFileSync(`${FOLDER}subtensor-spec343-metadata-v14.hex`);
}

/** The answer to `SubnetInfoRuntimeApi_get_selective_mechagraph` for all fields of netuid 1. */
export function readRecordedMetagraph(): Uint8Array {
  const file = readFileSync(`${FOLDER}recorded-metagraph-netuid1-spec343.json`, "utf8");
  const requests = JSON.parse(file) as readonly {
    readonly method: string;
    readonly response: { readonly result: string };
  }[];
  const call = requests.find(({ method }) => method === "state_call");
  return Buffer.from(call?.response.result.slice(2) ?? "", "hex");
}
