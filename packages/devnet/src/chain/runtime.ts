import { encodeMetadata } from "./metadata.ts";
import { listRuntimeApiMethods, type RuntimeApiMethods } from "./runtime-apis.ts";
import { createRuntimeVersion, type RuntimeVersion } from "./runtime-version.ts";
import { STORAGE, type StorageLayout } from "./storage-layout.ts";

/** What a chain runs at a block, as far as clients see it. */
export interface Runtime {
  readonly version: RuntimeVersion;
  /** The formats that its metadata is there in. */
  readonly metadataVersions: readonly number[];
  /** Metadata as `0x` hex; undefined in a format that it is not there in. */
  metadata(version: number): string | undefined;
  /** Those items of `STORAGE` that it has, as it has them. */
  readonly storage: StorageLayout;
  /** Those functions of `RUNTIME_APIS` that it has, as it has them. */
  readonly apis: RuntimeApiMethods;
}

/** A runtime of our own: no more than what is served. */
export function createRuntime(specVersion: number): Runtime {
  const made = new Map<number, string>();
  return {
    version: createRuntimeVersion(specVersion),
    metadataVersions: [14, 15],
    metadata(version) {
      if (version !== 14 && version !== 15) return undefined;
      const known = made.get(version) ?? encodeMetadata(specVersion, version);
      made.set(version, known);
      return known;
    },
    storage: STORAGE,
    apis: listRuntimeApiMethods(),
  };
}
