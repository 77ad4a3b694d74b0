import type { PortableRegistry } from "@polkadot/types";
import type { SiLookupTypeId, SiType } from "@polkadot/types/interfaces";

/** A type of metadata, by its number there. */
export type TypeId = Pick<SiLookupTypeId, "toNumber">;

/** Bytes of the unsigned integer that values of this type are encoded as; undefined if they are not one. */
export function findUintWidth(lookup: PortableRegistry, type: TypeId): number | undefined {
  const { def } = unwrap(lookup, type);
  const bits = def.isPrimitive ? /^U(\d+)$/.exec(def.asPrimitive.type)?.[1] : undefined;
  return bits === undefined ? undefined : Number(bits) / 8;
}

/** Length of the byte array that values of this type are encoded as; undefined if they are not one. */
export function findByteLength(lookup: PortableRegistry, type: TypeId): number | undefined {
  const { def } = unwrap(lookup, type);
  if (!def.isArray || findUintWidth(lookup, def.asArray.type) !== 1) return undefined;
  return def.asArray.len.toNumber();
}

/** The type without the structs around it that hold nothing else, such as `AccountId32` around its bytes. */
function unwrap(lookup: PortableRegistry, type: TypeId): SiType {
  let found = lookup.getSiType(type.toNumber());
  while (found.def.isComposite) {
    const [field, ...others] = found.def.asComposite.fields;
    if (field === undefined || others.length > 0) break;
    found = lookup.getSiType(field.type);
  }
  return found;
}
