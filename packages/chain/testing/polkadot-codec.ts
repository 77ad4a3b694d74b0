import {
  Compact,
  Enum,
  Int,
  Option,
  Raw,
  Struct,
  Tuple,
  UInt,
  Vec,
  VecFixed,
} from "@polkadot/types";
import type { Codec, Registry } from "@polkadot/types/types";
import type { ScaleValue } from "../src/runtime/storage-schema.ts";

/**
 * The value in `bytes` as the codecs of @polkadot/types read it; undefined if they are not a value of the type.
 * @polkadot/types fills up what is missing with zeros and leaves alone what is left over, so the length and the bytes of
 * the encoded result are compared with what was given.
 */
export function decodeWithCodec(
  registry: Registry,
  type: string,
  bytes: Uint8Array,
): { readonly value: ScaleValue } | undefined {
  try {
    const codec = registry.createTypeUnsafe(type, [bytes]);
    if (Buffer.compare(codec.toU8a(), bytes) !== 0) return undefined;
    return { value: toPlain(codec) };
  } catch {
    return undefined;
  }
}

function toPlain(codec: Codec): ScaleValue {
  if (codec instanceof UInt || codec instanceof Int) return codec.toBigInt();
  if (codec instanceof Raw) return codec.toU8a(true);
  if (codec instanceof Enum) return { variant: codec.type, value: toPlain(codec.value) };
  if (codec instanceof Struct) {
    return new Map([...codec].map(([name, value]) => [String(name), toPlain(value)]));
  }
  if (codec instanceof Vec || codec instanceof VecFixed || codec instanceof Tuple) {
    return codec.map((item: Codec) => toPlain(item));
  }
  if (codec instanceof Option) return codec.isSome ? toPlain(codec.unwrap()) : null;
  if (codec instanceof Compact) return codec.toBigInt();
  // Of these the package exports no classes.
  const type = codec.toRawType();
  if (type === "bool") return codec.toPrimitive() === true;
  if (type === "Text") return codec.toString();
  if (type === "Null") return null;
  throw new Error(`values of type ${type} are not supported`);
}
