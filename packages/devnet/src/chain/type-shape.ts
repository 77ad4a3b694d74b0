/** A type as runtime metadata describes it, written as a tree; `metadata.ts` turns it into numbered types. */
export type TypeShape =
  | { readonly kind: "primitive"; readonly name: PrimitiveName }
  | { readonly kind: "sequence"; readonly item: TypeShape }
  | { readonly kind: "array"; readonly item: TypeShape; readonly length: number }
  | { readonly kind: "tuple"; readonly items: readonly TypeShape[] }
  | { readonly kind: "compact"; readonly item: TypeShape }
  | (NamedShape & { readonly kind: "struct"; readonly fields: readonly FieldShape[] })
  | (NamedShape & { readonly kind: "enum"; readonly variants: readonly VariantShape[] });

export type PrimitiveName =
  | "Bool"
  | "Char"
  | "Str"
  | `${"I" | "U"}${"8" | "16" | "32" | "64" | "128" | "256"}`;

interface NamedShape {
  /** Segments joined by `::`; clients know some types by this path alone. */
  readonly path: string;
  readonly params: readonly { readonly name: string; readonly type: TypeShape }[];
}

export interface FieldShape {
  /** Absent in tuple structs. */
  readonly name?: string;
  readonly type: TypeShape;
}

export interface VariantShape {
  readonly name: string;
  readonly index: number;
  readonly fields: readonly FieldShape[];
}

export function primitive(name: PrimitiveName): TypeShape {
  return { kind: "primitive", name };
}

export function vec(item: TypeShape): TypeShape {
  return { kind: "sequence", item };
}

export function array(item: TypeShape, length: number): TypeShape {
  return { kind: "array", item, length };
}

export function tuple(...items: readonly TypeShape[]): TypeShape {
  return { kind: "tuple", items };
}

export function compact(item: TypeShape): TypeShape {
  return { kind: "compact", item };
}

export function struct(
  path: string,
  fields: Readonly<Record<string, TypeShape>>,
  params: Readonly<Record<string, TypeShape>> = {},
): TypeShape {
  return { kind: "struct", path, params: listNamed(params), fields: listNamed(fields) };
}

/** A struct of one field without a name, as most wrappers are. */
export function wrapper(
  path: string,
  type: TypeShape,
  params: Readonly<Record<string, TypeShape>> = {},
): TypeShape {
  return { kind: "struct", path, params: listNamed(params), fields: [{ type }] };
}

export function variants(
  path: string,
  cases: readonly VariantShape[],
  params: Readonly<Record<string, TypeShape>> = {},
): TypeShape {
  return { kind: "enum", path, params: listNamed(params), variants: cases };
}

/** Clients know an option by its path and its two variants. */
export function option(item: TypeShape): TypeShape {
  const cases = [
    { name: "None", index: 0, fields: [] },
    { name: "Some", index: 1, fields: [{ type: item }] },
  ];
  return variants("Option", cases, { T: item });
}

function listNamed(types: Readonly<Record<string, TypeShape>>): NamedShape["params"] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}
