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
import { excerpt } from "../errors.ts";
import type { Decoded, ScaleValue } from "./storage-schema.ts";

/**
 * Decodes `bytes`, all of them. @polkadot/types fills up what is missing with zeros and leaves alone what is left over,
 * so the length and the bytes of the encoded result are compared with what was given.
 */
export function decodeScale(registry: Registry, type: string, bytes: Uint8Array): Decoded {
  try {
    const codec = registry.createTypeUnsafe(type, [bytes]);
    const { encodedLength } = codec;
    if (encodedLength !== bytes.length) {
      return {
        ok: false,
        reason:
          encodedLength > bytes.length
            ? `cut off: ${bytes.length} bytes of ${encodedLength}`
            : `bytes left over after the value: ${bytes.length - encodedLength}`,
      };
    }
    if (Buffer.compare(codec.toU8a(), bytes) !== 0) {
      return { ok: false, reason: "not in canonical SCALE form" };
    }
    return { ok: true, value: toPlain(codec) };
  } catch (error) {
    return { ok: false, reason: explain(error) };
  }
}

/** The innermost of the messages that @polkadot/types nests, without the list of what an enum could be. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return excerpt(
    message
      .split(":: ")
      .at(-1)
      ?.replace(/, in .*/s, "") ?? message,
  );
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
