/**
 * A value as the world gives it, before a type says how it is encoded: numbers, text, bytes, lists, a struct by the names
 * of its fields, a case of an enum as a `PlainCase`. `undefined` is a type's zero, and no value of an option.
 */
export type PlainValue =
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PlainValue[]
  | PlainStruct;

export interface PlainStruct {
  readonly [field: string]: PlainValue;
}

/** One case of an enum; `value` is its only field without a name, else a struct or a list of them. */
export type PlainCase = { readonly variant: string; readonly value?: PlainValue };

/** An option that has a value, although that may be `undefined`: a zero, or an option without one. */
export function some(value: PlainValue): PlainCase {
  return { variant: "Some", value };
}
