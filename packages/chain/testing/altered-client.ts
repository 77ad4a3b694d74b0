import type { ChainClient } from "../src/client.ts";
import { ChainError } from "../src/errors.ts";
import type { Hex } from "../src/runtime/storage-schema.ts";

/** The same chain, as if its runtime did not have the storage items of these names. */
export function withoutItems(client: ChainClient, names: readonly string[]): ChainClient {
  const altered: ChainClient = {
    ...client,
    withNode: (read) => read(altered),
    getSchema: async (hash, options) => {
      const schema = await client.getSchema(hash, options);
      return {
        ...schema,
        findItem: (pallet, name) =>
          names.includes(name) ? undefined : schema.findItem(pallet, name),
        getItem: (pallet, name) => {
          if (!names.includes(name)) return schema.getItem(pallet, name);
          throw new ChainError(`no storage ${pallet}.${name}`, { code: "CHAIN_BAD_ANSWER" });
        },
      };
    },
  };
  return altered;
}

/** The same chain, as if this value (null: none) stood under this key. */
export function withValue(client: ChainClient, key: Hex, replacement: Hex | null): ChainClient {
  const altered: ChainClient = {
    ...client,
    withNode: (read) => read(altered),
    request: async (method, params, options) => {
      const answer = await client.request(method, params, options);
      if (method !== "state_queryStorageAt") return answer;
      const [{ block, changes }] = answer as [
        { block: string; changes: [string, string | null][] },
      ];
      return [
        {
          block,
          changes: changes.map(([at, value]) => [at, at === key ? replacement : value]),
        },
      ];
    },
  };
  return altered;
}
