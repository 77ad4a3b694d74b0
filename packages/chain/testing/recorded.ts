import { existsSync, readFileSync } from "node:fs";
import type { Hex } from "../src/runtime/storage-schema.ts";

const FOLDER = new URL("../../../../shared/data/chain/", import.meta.url);

function readRecorded(name: string): string | undefined {
  const file = new URL(name, FOLDER);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** Metadata V14 of the Bittensor chain at spec version 343, where a recording lies beside the repository. */
export function readRecordedMetadata(): Hex | undefined {
  return readRecorded("subtensor-spec343-metadata-v14.hex") as Hex | undefined;
}

/** The same as V15, as `Metadata_metadata_at_version` answers it. */
export function readRecordedV15(): Hex | undefined {
  return readRecorded("subtensor-spec343-metadata-v15-wrapped.hex") as Hex | undefined;
}

export interface RecordedCall {
  readonly method: string;
  readonly params: readonly unknown[];
  readonly response: { readonly result: unknown };
}

/** What a node of that spec version was asked, and answered, about netuid 1. */
export function readRecordedCalls(): readonly RecordedCall[] | undefined {
  const text = readRecorded("recorded-metagraph-netuid1-spec343.json");
  return text === undefined ? undefined : (JSON.parse(text) as RecordedCall[]);
}
