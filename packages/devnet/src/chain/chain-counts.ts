import { createRequestCounts, type RequestCounts } from "../request-counts.ts";

/** Requests by JSON-RPC method; each entry of a batch counts as one. */
export interface ChainCounts extends RequestCounts {
  /**
   * Requests that read state: `state_getStorage`, `state_queryStorageAt`, `state_getKeysPaged`, `state_call` and
   * `state_subscribeStorage`, with their aliases. Calls for metadata are not among them.
   */
  readonly dataCalls: number;
}

export interface ChainCounter extends ChainCounts {
  record(method: string, params: readonly unknown[]): void;
}

const DATA_METHODS: ReadonlySet<string> = new Set([
  "state_call",
  "state_callAt",
  "state_getKeysPaged",
  "state_getKeysPagedAt",
  "state_getStorage",
  "state_getStorageAt",
  "state_queryStorageAt",
  "state_subscribeStorage",
]);

/** Creates counts that start from zero. */
export function createChainCounts(): ChainCounter {
  const all = createRequestCounts();
  const data = createRequestCounts();
  return {
    get total(): number {
      return all.total;
    },
    get byKind(): Readonly<Record<string, number>> {
      return all.byKind;
    },
    get dataCalls(): number {
      return data.total;
    },
    record(method, params) {
      all.record(method);
      if (DATA_METHODS.has(method) && !isMetadataCall(method, params)) data.record(method);
    },
    reset() {
      all.reset();
      data.reset();
    },
  };
}

function isMetadataCall(method: string, [api]: readonly unknown[]): boolean {
  return method.startsWith("state_call") && typeof api === "string" && api.startsWith("Metadata_");
}
