import { toHex } from "@flock-tools/core";
import type { PlainStruct, PlainValue } from "./plain-value.ts";
import { encodeBytes, encodeCompact, encodeText, encodeUint, encodeVec } from "./scale.ts";
import type { FieldShape, PrimitiveName, TypeShape, VariantShape } from "./type-shape.ts";

/**
 * The SCALE form of a value of one type, hex without `0x`. Fields that the type has and the value lacks are zeros, and
 * the other way round they are left out: metadata of another runtime may have other fields.
 *
 * @throws TypeError for a value of another shape
 * @throws RangeError for a number that does not fit, or bytes of another length
 */
export type Encoder = (value: PlainValue) => string;

/** Prepares the encoding of values of one type; recursive types are refused by running out of stack. */
export function compileEncoder(shape: TypeShape): Encoder {
  switch (shape.kind) {
    case "primitive":
      return compilePrimitive(shape.name);
    case "compact":
      return (value) => (isEmpty(shape.item) ? "" : encodeCompact(toInteger(value)));
    case "sequence":
      return compileSequence(shape.item);
    case "array":
      return compileArray(shape.item, shape.length);
    case "tuple":
      return compileFields(shape.items.map((type) => ({ type })));
    case "struct":
      return compileFields(shape.fields);
    case "enum":
      return compileEnum(shape.variants, shape.path);
    default:
      throw new TypeError(`unknown shape: ${JSON.stringify(shape satisfies never)}`);
  }
}

function compilePrimitive(name: PrimitiveName): Encoder {
  if (name === "Bool") return (value) => (value === true ? "01" : "00");
  if (name === "Str") return (value) => encodeText(toText(value));
  const bits = name === "Char" ? 32 : Number(name.slice(1));
  if (name.startsWith("I")) {
    return (value) => encodeUint(BigInt.asUintN(bits, BigInt(toInteger(value))), bits / 8);
  }
  return (value) => encodeUint(toInteger(value), bits / 8);
}

function compileSequence(item: TypeShape): Encoder {
  if (isByte(item)) return (value) => encodeBytes(toBytes(value));
  const encodeItem = compileEncoder(item);
  return (value) => encodeVec(toList(value).map((it) => encodeItem(it)));
}

function compileArray(item: TypeShape, length: number): Encoder {
  if (isByte(item)) {
    return (value) => {
      const bytes = value === undefined ? new Uint8Array(length) : toBytes(value);
      if (bytes.length !== length) {
        throw new RangeError(`bytes must be ${length}: got ${bytes.length}`);
      }
      return toHex(bytes);
    };
  }
  const encodeItem = compileEncoder(item);
  return (value) => {
    const list = toList(value);
    return Array.from({ length }, (_, at) => encodeItem(list[at])).join("");
  };
}

/** A struct takes an object, a tuple a list; what has one field without a name is that field. */
function compileFields(fields: readonly FieldShape[]): Encoder {
  const encoders = fields.map(({ name, type }) => ({ name, encode: compileEncoder(type) }));
  const [only] = encoders;
  if (encoders.length === 1 && only !== undefined && only.name === undefined) return only.encode;
  return (value) => {
    if (value === undefined) return encoders.map(({ encode }) => encode(undefined)).join("");
    if (fields[0]?.name === undefined) {
      const list = toList(value);
      return encoders.map(({ encode }, at) => encode(list[at])).join("");
    }
    const struct = toStruct(value);
    return encoders.map(({ name = "", encode }) => encode(struct[name])).join("");
  };
}

function compileEnum(variants: readonly VariantShape[], path: string): Encoder {
  const cases = new Map(
    variants.map(({ name, index, fields }) => [
      name,
      { index: encodeUint(index, 1), encode: compileFields(fields) },
    ]),
  );
  const encodeCase = (name: string, value: PlainValue): string => {
    const found = cases.get(name);
    if (found === undefined) throw new TypeError(`${path} has no variant ${name}`);
    return found.index + found.encode(value);
  };
  const first = variants[0]?.name ?? "";
  return (value) => {
    if (isCase(value)) return encodeCase(value.variant, value.value);
    if (path === "Option") return value === undefined ? "00" : encodeCase("Some", value);
    if (value === undefined) return encodeCase(first, undefined);
    throw new TypeError(`${path} takes one of its variants: got ${describe(value)}`);
  };
}

function isCase(value: PlainValue): value is { variant: string; value: PlainValue } {
  return isStruct(value) && typeof value["variant"] === "string";
}

function isStruct(value: PlainValue): value is PlainStruct {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isByte(shape: TypeShape): boolean {
  return shape.kind === "primitive" && shape.name === "U8";
}

function isEmpty(shape: TypeShape): boolean {
  return shape.kind === "tuple" && shape.items.length === 0;
}

function toStruct(value: PlainValue): PlainStruct {
  if (isStruct(value)) return value;
  throw new TypeError(`a struct is needed: got ${describe(value)}`);
}

function toInteger(value: PlainValue): number | bigint {
  if (value === undefined) return 0;
  if (typeof value === "number" || typeof value === "bigint") return value;
  throw new TypeError(`a number is needed: got ${describe(value)}`);
}

function toText(value: PlainValue): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  throw new TypeError(`text is needed: got ${describe(value)}`);
}

function toBytes(value: PlainValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return Buffer.from(toText(value), "utf8");
}

/** Bytes and text are lists of bytes too: names go over the wire as vectors of compact numbers. */
function toList(value: PlainValue): readonly PlainValue[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value as readonly PlainValue[];
  return [...toBytes(value)];
}

function describe(value: PlainValue): string {
  return value === undefined ? "nothing" : typeof value;
}
