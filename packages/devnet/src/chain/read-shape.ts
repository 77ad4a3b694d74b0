import type { PortableRegistry } from "@polkadot/types";
import type { Si1Field, Si1Type, SiLookupTypeId } from "@polkadot/types/interfaces";
import {
  array,
  compact,
  type FieldShape,
  primitive,
  type PrimitiveName,
  tuple,
  type TypeShape,
  vec,
} from "./type-shape.ts";

/** The type of one number, down to its primitives; parameters, which are not on the wire, are left out. */
export type ShapeReader = (id: SiLookupTypeId) => TypeShape;

/** Creates a reader of numbered types that makes each of them once. */
export function createShapeReader(lookup: PortableRegistry): ShapeReader {
  const known = new Map<number, TypeShape>();
  const shapeOf: ShapeReader = (id) => {
    const number = id.toNumber();
    const shape = known.get(number) ?? describe(lookup.getSiType(id), shapeOf);
    known.set(number, shape);
    return shape;
  };
  return shapeOf;
}

function describe({ def, path }: Si1Type, shapeOf: ShapeReader): TypeShape {
  const named = { path: path.map(String).join("::"), params: [] };
  if (def.isPrimitive) return primitive(def.asPrimitive.toString() as PrimitiveName);
  if (def.isSequence) return vec(shapeOf(def.asSequence.type));
  if (def.isCompact) return compact(shapeOf(def.asCompact.type));
  if (def.isTuple) return tuple(...def.asTuple.map((item) => shapeOf(item)));
  if (def.isArray) return array(shapeOf(def.asArray.type), def.asArray.len.toNumber());
  if (def.isComposite) {
    return { kind: "struct", ...named, fields: describeFields(def.asComposite.fields, shapeOf) };
  }
  if (!def.isVariant) throw new TypeError(`${named.path} is of a kind that is not known`);
  return {
    kind: "enum",
    ...named,
    variants: def.asVariant.variants.map(({ name, index, fields }) => ({
      name: name.toString(),
      index: index.toNumber(),
      fields: describeFields(fields, shapeOf),
    })),
  };
}

function describeFields(fields: readonly Si1Field[], shapeOf: ShapeReader): readonly FieldShape[] {
  return fields.map(({ name, type }) => ({
    ...(name.isSome ? { name: name.unwrap().toString() } : {}),
    type: shapeOf(type),
  }));
}
