import { corrupt } from "./errors.ts";

/** A struct as hyparquet's parser of Thrift gives it, its fields by number. */
export type ThriftStruct = Readonly<Record<`field_${number}`, unknown>>;

/** A field by the number that parquet.thrift gives it; undefined if it is not set. */
export function fieldOf(struct: ThriftStruct, number: number): unknown {
  return struct[`field_${number}`];
}

export function asStruct(value: unknown, what: string): ThriftStruct {
  const isStruct = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isStruct && !(value instanceof Uint8Array)) return value as ThriftStruct;
  throw corrupt(`${what} is missing or of a wrong type`);
}

export function asList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw corrupt(`${what} is missing or of a wrong type`);
}

/** An integer of at most 2^53 that is not negative. */
export function asCount(value: unknown, what: string): number {
  const count = typeof value === "bigint" ? Number(value) : value;
  if (Number.isSafeInteger(count) && (count as number) >= 0) return count as number;
  throw corrupt(`${what} is missing, negative or beyond 2^53`);
}

export function asOptionalCount(value: unknown, what: string): number | undefined {
  return value === undefined ? undefined : asCount(value, what);
}

const decoder = new TextDecoder();

/** A name; what is not UTF-8 in it is U+FFFD. */
export function asText(value: unknown, what: string): string {
  if (value instanceof Uint8Array) return decoder.decode(value);
  throw corrupt(`${what} is missing or of a wrong type`);
}
