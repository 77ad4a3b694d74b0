import { existsSync, readFileSync } from "node:fs";
import type { Hex } from "../src/runtime/storage-schema.ts";

const FILE = new URL(
  "../../../../shared/data/chain/subtensor-spec343-metadata-v14.hex",
  import.meta.url,
);

/** Metadata V14 of the Bittensor chain at spec version 343, where a recording lies beside the repository. */
export function readRecordedMetadata(): Hex | undefined {
  return existsSync(FILE) ? (readFileSync(FILE, "utf8").trim() as Hex) : undefined;
}
