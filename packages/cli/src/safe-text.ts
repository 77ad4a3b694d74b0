import { sanitise } from "./sanitise.ts";

const SAFE: unique symbol = Symbol("safe text");

/** Text that may be written to a terminal as it is: made here only, from literals of our own and sanitised values. */
export interface SafeText {
  readonly [SAFE]: string;
}

/** What a printing function takes: a plain string is sanitised by the one who prints it. */
export type Printable = string | SafeText;

/** A value that a `safe` template may hold. */
export type SafeValue = Printable | number | bigint;

/**
 * A template whose literal parts are trusted and whose strings are sanitised:
 * ``safe`uid ${uid}: ${repoId} is gone` ``.
 */
export function safe(literals: TemplateStringsArray, ...values: readonly SafeValue[]): SafeText {
  const parts = literals.map((literal, index) => {
    const value = values[index];
    return value === undefined ? literal : literal + toSafeString(value);
  });
  return { [SAFE]: parts.join("") };
}

/** `parts` in a row with `separator`, a literal of our own, between them. */
export function joinSafe(parts: readonly SafeValue[], separator: string): SafeText {
  return { [SAFE]: parts.map((part) => toSafeString(part)).join(separator) };
}

/** The string to write for `value`. */
export function toSafeString(value: SafeValue): string {
  if (typeof value === "string") return sanitise(value);
  return typeof value === "object" ? value[SAFE] : String(value);
}

/** Marks `text` as fit for a terminal. For this package's own codes around what is safe already, and nothing else. */
export function trustText(text: string): SafeText {
  return { [SAFE]: text };
}
