import type { PortableRegistry } from "@polkadot/types";
import type { SiField, SiType, SiVariant } from "@polkadot/types/interfaces";
import { stringCamelCase } from "@polkadot/util";
import { findUintWidth, type TypeId } from "./plain-types.ts";
import {
  notCanonical,
  readCompact,
  readNumber,
  readUint,
  ScaleError,
  type ScaleInput,
  takeBytes,
} from "./scale-input.ts";
import type { Decoded, ScaleValue } from "./storage-schema.ts";

/** Reads one value; throws a ScaleError where the bytes are not one. */
type Read = (input: ScaleInput) => ScaleValue;

/**
 * Makes the decoder of one type of the metadata in `lookup`. It takes the bytes that an encoder would write and no others.
 *
 * The codecs of @polkadot/types are not used for values: they fill up what is missing with zeros, so that each value has to
 * be encoded again and compared, and they search all 137 variants of a commitment's field several times. They took 76
 * microseconds a commitment, this takes 3.
 *
 * @throws Error if values of the type are not supported
 */
export function compileDecoder(
  lookup: PortableRegistry,
  type: TypeId,
): (bytes: Uint8Array) => Decoded {
  const read = createCompiler(lookup)(type);
  return (bytes) => {
    const input: ScaleInput = { bytes, at: 0 };
    try {
      const value = read(input);
      const leftOver = bytes.length - input.at;
      return leftOver === 0
        ? { ok: true, value }
        : { ok: false, reason: `bytes left over after the value: ${leftOver}`, leftOver };
    } catch (error) {
      if (error instanceof ScaleError) return { ok: false, reason: error.message };
      throw error;
    }
  };
}

type Compile = (type: TypeId) => Read;

function createCompiler(lookup: PortableRegistry): Compile {
  const open = new Set<number>();
  const compile = (type: TypeId): Read => {
    const id = type.toNumber();
    if (open.has(id)) throw new Error("types that hold themselves are not supported");
    open.add(id);
    const read = compileType(lookup, type, compile);
    open.delete(id);
    return read;
  };
  return compile;
}

function compileType(lookup: PortableRegistry, type: TypeId, compile: Compile): Read {
  const { def, path } = lookup.getSiType(type.toNumber());
  if (def.isPrimitive) return compilePrimitive(def.asPrimitive.type);
  if (def.isComposite) return compileFields(def.asComposite.fields, compile);
  if (def.isTuple) return compileList([...def.asTuple].map(compile));
  if (def.isSequence) return compileSequence(lookup, def.asSequence.type, compile);
  if (def.isArray) return compileArray(lookup, def.asArray, compile);
  if (def.isCompact) return compileCompact(lookup, def.asCompact.type);
  if (def.isVariant) {
    const variants = [...def.asVariant.variants];
    return path.at(-1)?.toString() === "Option"
      ? compileOption(variants, compile)
      : compileVariants(variants, compile);
  }
  throw new Error(`values of type ${def.type} are not supported`);
}

function compilePrimitive(name: string): Read {
  const width = Number(/^[UI](\d+)$/.exec(name)?.[1]) / 8;
  if (name.startsWith("U")) return (input) => readUint(input, width);
  if (name.startsWith("I")) return (input) => BigInt.asIntN(8 * width, readUint(input, width));
  if (name === "Bool") return readBool;
  if (name === "Str") return readText;
  throw new Error(`values of type ${name} are not supported`);
}

function readBool(input: ScaleInput): boolean {
  const byte = readNumber(input, 1);
  if (byte > 1) throw notCanonical();
  return byte === 1;
}

function readText(input: ScaleInput): string {
  const bytes = takeBytes(input, readLength(input));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ScaleError("a text is not UTF-8");
  }
}

/** How many items follow: not more than bytes, since lists of what takes up no bytes are kept nowhere. */
function readLength(input: ScaleInput): number {
  const length = readCompact(input);
  const rest = input.bytes.length - input.at;
  if (length > rest) {
    throw new ScaleError(`cut off: expected ${length} more bytes or items, found ${rest}`);
  }
  return Number(length);
}

/** A struct, or a tuple; a tuple of one is what is in it. */
function compileFields(fields: Iterable<SiField>, compile: Compile): Read {
  const all = [...fields].map(({ name, type }) => ({
    name: name.isSome ? stringCamelCase(name.unwrap().toString()) : undefined,
    read: compile(type),
  }));
  const [first] = all;
  if (first?.name === undefined) {
    return all.length === 1 && first ? first.read : compileList(all.map(({ read }) => read));
  }
  return (input) => new Map(all.map(({ name = "", read }) => [name, read(input)]));
}

function compileList(reads: readonly Read[]): Read {
  return reads.length === 0 ? () => null : (input) => reads.map((read) => read(input));
}

function compileSequence(lookup: PortableRegistry, item: TypeId, compile: Compile): Read {
  if (isByte(lookup, item)) return (input) => takeBytes(input, readLength(input));
  const read = compile(item);
  return (input) => Array.from({ length: readLength(input) }, () => read(input));
}

function compileArray(
  lookup: PortableRegistry,
  { len, type }: SiType["def"]["asArray"],
  compile: Compile,
): Read {
  const length = len.toNumber();
  if (isByte(lookup, type)) return (input) => takeBytes(input, length);
  const read = compile(type);
  return (input) => Array.from({ length }, () => read(input));
}

function isByte(lookup: PortableRegistry, type: TypeId): boolean {
  const { def } = lookup.getSiType(type.toNumber());
  return def.isPrimitive && def.asPrimitive.isU8;
}

function compileCompact(lookup: PortableRegistry, type: TypeId): Read {
  const width = findUintWidth(lookup, type);
  if (width === undefined) throw new Error("compact values of this type are not supported");
  const bits = BigInt(8 * width);
  return (input) => {
    const value = readCompact(input);
    if (value >> bits === 0n) return value;
    throw new ScaleError(`a compact integer is beyond ${bits} bits`);
  };
}

function compileOption(variants: readonly SiVariant[], compile: Compile): Read {
  const some = variants.find(({ index }) => index.toNumber() === 1);
  const read = compileFields(some?.fields ?? [], compile);
  return (input) => (readBool(input) ? read(input) : null);
}

function compileVariants(variants: readonly SiVariant[], compile: Compile): Read {
  const byIndex = new Map(
    variants.map(({ index, name, fields }) => [
      index.toNumber(),
      { variant: name.toString(), read: compileFields(fields, compile) },
    ]),
  );
  return (input) => {
    const index = readNumber(input, 1);
    const found = byIndex.get(index);
    if (found === undefined) throw new ScaleError(`there is no variant ${index}`);
    return { variant: found.variant, value: found.read(input) };
  };
}
