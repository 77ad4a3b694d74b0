import type { FieldShape, TypeShape } from "./type-shape.ts";

/** A type as the registry inside runtime metadata numbers it (scale-info, `PortableType`), ready for encoding. */
interface PortableType {
  readonly id: number;
  readonly type: {
    readonly path: readonly string[];
    readonly params: readonly { readonly name: string; readonly type: number }[];
    readonly def: Readonly<Record<string, unknown>>;
  };
}

export interface TypeNumbers {
  /** The number of `shape`; equal shapes have one number. */
  numberOf(shape: TypeShape): number;
  /** All numbered types, in the order of their numbers. */
  readonly types: readonly PortableType[];
}

/** Creates an empty registry of types, which fills as numbers are asked for. */
export function createTypeNumbers(): TypeNumbers {
  const types: PortableType[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (shape: TypeShape): number => {
    const type = {
      path: "path" in shape && shape.path !== "" ? shape.path.split("::") : [],
      params:
        "params" in shape ? shape.params.map((it) => ({ ...it, type: numberOf(it.type) })) : [],
      def: describe(shape, numberOf),
    };
    // Parts are numbers by now, so that equal types read equal.
    const identity = JSON.stringify(type);
    let id = numbers.get(identity);
    if (id === undefined) {
      id = types.length;
      numbers.set(identity, id);
      types.push({ id, type });
    }
    return id;
  };
  return { numberOf, types };
}

type NumberOf = (shape: TypeShape) => number;

function describe(shape: TypeShape, numberOf: NumberOf): Readonly<Record<string, unknown>> {
  switch (shape.kind) {
    case "primitive":
      return { Primitive: shape.name };
    case "sequence":
      return { Sequence: { type: numberOf(shape.item) } };
    case "array":
      return { Array: { len: shape.length, type: numberOf(shape.item) } };
    case "tuple":
      return { Tuple: shape.items.map((item) => numberOf(item)) };
    case "compact":
      return { Compact: { type: numberOf(shape.item) } };
    case "struct":
      return { Composite: { fields: describeFields(shape.fields, numberOf) } };
    case "enum":
      return {
        Variant: {
          variants: shape.variants.map(({ name, index, fields }) => ({
            name,
            index,
            fields: describeFields(fields, numberOf),
          })),
        },
      };
    default:
      throw new TypeError(`unknown shape: ${JSON.stringify(shape satisfies never)}`);
  }
}

function describeFields(fields: readonly FieldShape[], numberOf: NumberOf): unknown[] {
  return fields.map(({ name, type }) => ({ name: name ?? null, type: numberOf(type) }));
}
