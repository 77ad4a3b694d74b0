import { StoreError } from "./errors.ts";

/**
 * What `decode` makes of a value of the catalog that this package has encoded.
 *
 * @throws StoreError STORE_CORRUPT if it cannot be decoded: it is not what was written
 */
export function decodeStored<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new StoreError("STORE_CORRUPT", "the catalog is damaged: a value cannot be decoded", {
      details: cause instanceof Error ? cause.message : String(cause),
      next: "run pnpm dl --verify, which says what can be done",
      cause,
    });
  }
}
