import type { BlockNumber } from "@flock-tools/core";
import { ChainError } from "../errors.ts";
import type { KeyPart, ScaleStruct, ScaleValue, StorageItem } from "../runtime/storage-schema.ts";
import type { StorageValues } from "./read-storage.ts";

/** The bytes under one entry's key, or those that stand for an absent entry, or undefined. */
export function findBytes(
  values: StorageValues,
  item: StorageItem,
  parts: readonly KeyPart[],
): Uint8Array | undefined {
  return values.get(item.key(...parts)) ?? item.fallback;
}

/**
 * `bytes` as a value of `item`, made into what is wanted by `convert`; undefined stays undefined.
 *
 * @throws ChainError CHAIN_BAD_ANSWER that names the item
 */
export function decodeItem<T>(
  item: StorageItem,
  bytes: Uint8Array | undefined,
  convert: (value: ScaleValue) => T | undefined,
): T | undefined {
  if (bytes === undefined) return undefined;
  const decoded = item.decode(bytes);
  if (!decoded.ok) throw badValue(item, decoded.reason);
  const value = convert(decoded.value);
  if (value === undefined) throw badValue(item, "it is not of the expected type");
  return value;
}

/** Whether the runtime that wrote these bytes would still read them: it takes no notice of what stands behind a value. */
export function isReadable(item: StorageItem, bytes: Uint8Array): boolean {
  const decoded = item.decode(bytes);
  return decoded.ok || decoded.leftOver !== undefined;
}

/** The error of a value in `item` that must be there and be sound for anything else to make sense. */
export function badValue(item: StorageItem, reason: string): ChainError {
  return new ChainError(`a value in storage ${item.name} cannot be used: ${reason}`, {
    code: "CHAIN_BAD_ANSWER",
  });
}

export function toBoolean(value: ScaleValue): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function toBigInt(value: ScaleValue): bigint | undefined {
  return typeof value === "bigint" ? value : undefined;
}

/** An integer that a number holds exactly: from 0 to 2 ** 53 - 1. */
export function toCount(value: ScaleValue): number | undefined {
  const isExact = typeof value === "bigint" && value >= 0n && value <= Number.MAX_SAFE_INTEGER;
  return isExact ? Number(value) : undefined;
}

export function toBlockNumber(value: ScaleValue | undefined): BlockNumber | undefined {
  return value === undefined ? undefined : toCount(value);
}

export function toBytes(value: ScaleValue | undefined): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}

export function toAccountId(value: ScaleValue): Uint8Array | undefined {
  return value instanceof Uint8Array && value.length === 32 ? value : undefined;
}

export function toStruct(value: ScaleValue | undefined): ScaleStruct | undefined {
  return value instanceof Map ? (value as ScaleStruct) : undefined;
}

/** UTF-8, with replacement characters where it is not; what is not bytes is undefined. */
export function toText(value: ScaleValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
}
