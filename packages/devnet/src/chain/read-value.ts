import type { PlainValue } from "./plain-value.ts";
import type { FieldShape, PrimitiveName, TypeShape, VariantShape } from "./type-shape.ts";

/** Bytes, and how far they have been read. */
export interface ScaleInput {
  readonly bytes: Uint8Array;
  at: number;
}

/**
 * Reads one value of a type, the other way round from `compileEncoder`, and as strictly as a runtime does.
 *
 * @throws RangeError if there are too few bytes, or they are no value of that type
 */
export function readValue(shape: TypeShape, input: ScaleInput): PlainValue {
  switch (shape.kind) {
    case "primitive":
      return readPrimitive(shape.name, input);
    case "compact":
      return readCompact(input);
    case "sequence":
      return readItems(shape.item, Number(readCompact(input)), input);
    case "array":
      return readItems(shape.item, shape.length, input);
    case "tuple":
      return shape.items.map((item) => readValue(item, input));
    case "struct":
      return readFields(shape.fields, input);
    case "enum":
      return readEnum(shape.variants, shape.path, input);
    default:
      throw new TypeError(`unknown shape: ${JSON.stringify(shape satisfies never)}`);
  }
}

function readPrimitive(name: PrimitiveName, input: ScaleInput): PlainValue {
  if (name === "Bool") return readBoolean(input);
  if (name === "Str") return Buffer.from(take(input, Number(readCompact(input)))).toString("utf8");
  const bits = name === "Char" ? 32 : Number(name.slice(1));
  const value = readUint(input, bits / 8);
  if (name.startsWith("I")) return BigInt.asIntN(bits, value);
  return bits <= 32 ? Number(value) : value;
}

function readBoolean(input: ScaleInput): boolean {
  const [byte] = take(input, 1);
  if (byte !== 0 && byte !== 1) throw new RangeError(`a bool is 0 or 1: got ${byte}`);
  return byte === 1;
}

/** The shortest form alone is accepted (parity-scale-codec, `Compact`, "out of range"). */
function readCompact(input: ScaleInput): bigint {
  const first = take(input, 1)[0] as number;
  const mode = first % 4;
  if (mode === 3) {
    const length = (first >> 2) + 4;
    const value = readUint(input, length);
    if (value >> BigInt(8 * length - 8) === 0n || value < 1n << 30n) throw notShortest(value);
    return value;
  }
  input.at -= 1;
  const value = readUint(input, 2 ** mode) >> 2n;
  const least = [0n, 1n << 6n, 1n << 14n][mode] as bigint;
  if (value < least) throw notShortest(value);
  return value;
}

function notShortest(value: bigint): RangeError {
  return new RangeError(`a compact number must be in its shortest form: got ${value}`);
}

function readItems(item: TypeShape, length: number, input: ScaleInput): PlainValue {
  if (item.kind === "primitive" && item.name === "U8") return take(input, length);
  const items: PlainValue[] = [];
  // Not made ahead: a length is only a claim.
  while (items.length < length) items.push(readValue(item, input));
  return items;
}

function readFields(fields: readonly FieldShape[], input: ScaleInput): PlainValue {
  const [only] = fields;
  if (fields.length === 1 && only !== undefined && only.name === undefined) {
    return readValue(only.type, input);
  }
  return Object.fromEntries(
    fields.map(({ name, type }, at) => [name ?? String(at), readValue(type, input)]),
  );
}

function readEnum(variants: readonly VariantShape[], path: string, input: ScaleInput): PlainValue {
  const [index] = take(input, 1);
  const found = variants.find((variant) => variant.index === index);
  if (found === undefined) throw new RangeError(`${path} has no variant ${index}`);
  const value = found.fields.length === 0 ? undefined : readFields(found.fields, input);
  return { variant: found.name, value };
}

function readUint(input: ScaleInput, byteLength: number): bigint {
  return take(input, byteLength).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function take(input: ScaleInput, length: number): Uint8Array {
  const end = input.at + length;
  if (end > input.bytes.length) {
    throw new RangeError(`${length} bytes are needed at ${input.at} of ${input.bytes.length}`);
  }
  const bytes = input.bytes.subarray(input.at, end);
  input.at = end;
  return bytes;
}
