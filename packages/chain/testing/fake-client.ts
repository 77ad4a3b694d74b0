import type { StorageSchema } from "../src/runtime/storage-schema.ts";
import { silentLogger } from "@flock-tools/core";
import type { ChainClient } from "../src/client.ts";

/** A client whose every request is answered by `answer`. */
export function fakeClient(
  answer: (method: string, params: readonly unknown[]) => unknown,
  schema?: StorageSchema,
): ChainClient {
  const client: ChainClient = {
    endpoint: "ws://fake",
    genesis: `0x${"00".repeat(32)}`,
    chainName: "fake",
    specVersion: 1,
    logger: silentLogger,
    withNode: (read) => read(client),
    request: async (method, params) => answer(method, params),
    getSchema: async () => {
      if (schema === undefined) throw new Error("there is no schema");
      return schema;
    },
    getHeader: () => Promise.reject(new Error("there is no header")),
    disconnect: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return client;
}
