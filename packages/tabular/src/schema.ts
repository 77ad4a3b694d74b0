import type { ConvertedType, FieldRepetitionType, ParquetType } from "hyparquet";
import { ConvertedTypes, FieldRepetitionTypes, ParquetTypes } from "hyparquet/src/constants.js";
import { corrupt } from "./errors.ts";
import {
  asCount,
  asOptionalCount,
  asStruct,
  asText,
  type ThriftStruct,
  fieldOf,
} from "./thrift-fields.ts";

/** A column as it is stored, and the way to it. */
export interface Leaf {
  /** Which column of each row group it is, from 0. */
  readonly index: number;
  /** From the outermost group to the column itself. */
  readonly path: readonly SchemaNode[];
  /** The path's names joined by ".". */
  readonly name: string;
  readonly type: ParquetType;
  /** What the bytes mean; `text` is UTF-8, `binary` is not said. */
  readonly content: "text" | "binary" | "other";
  readonly maxDefinition: number;
  readonly maxRepetition: number;
}

interface SchemaNode {
  readonly name: string;
  readonly repetition: FieldRepetitionType;
  /** The definition level of a value that has this node. */
  readonly definition: number;
}

// The fields of SchemaElement (parquet.thrift).
const ELEMENT = { type: 1, repetition: 3, name: 4, children: 5, converted: 6, logical: 10 };
// Of the union LogicalType: STRING, ENUM and JSON.
const TEXT_LOGICAL = [1, 4, 12];

interface Group {
  readonly path: readonly SchemaNode[];
  left: number;
}

// A data set has no reason for more, and each level costs every column below it.
const MAX_DEPTH = 64;
const MAX_COLUMNS = 100_000;

/**
 * The columns of a schema, which Parquet writes as a tree in depth-first order.
 *
 * @throws TabularError TABULAR_CORRUPT
 */
export function readLeaves(elements: readonly unknown[]): Leaf[] {
  const leaves: Leaf[] = [];
  const root = asStruct(elements[0], "the schema's root");
  const groups: Group[] = [
    { path: [], left: asCount(fieldOf(root, ELEMENT.children), "the number of columns") },
  ];
  for (const element of elements.slice(1)) {
    const group = innermostOpen(groups);
    if (group === undefined) throw corrupt("the schema has more columns than it says");
    group.left -= 1;
    const fields = asStruct(element, "a column of the schema");
    const path = [...group.path, createNode(fields, group.path.at(-1))];
    const children =
      asOptionalCount(fieldOf(fields, ELEMENT.children), "the number of fields of a column") ?? 0;
    if (fieldOf(fields, ELEMENT.type) === undefined) groups.push({ path, left: children });
    else leaves.push(createLeaf(fields, { path, index: leaves.length }));
    if (path.length > MAX_DEPTH)
      throw corrupt(`the schema is nested deeper than ${MAX_DEPTH} levels`);
    if (leaves.length > MAX_COLUMNS)
      throw corrupt(`the schema has more than ${MAX_COLUMNS} columns`);
  }
  if (innermostOpen(groups) !== undefined)
    throw corrupt("the schema has fewer columns than it says");
  return leaves;
}

function innermostOpen(groups: Group[]): Group | undefined {
  while (groups.at(-1)?.left === 0) groups.pop();
  return groups.at(-1);
}

function createNode(fields: ThriftStruct, parent: SchemaNode | undefined): SchemaNode {
  const repetition = FieldRepetitionTypes[Number(fieldOf(fields, ELEMENT.repetition))];
  if (repetition === undefined)
    throw corrupt("a column is neither required, optional nor repeated");
  const above = parent?.definition ?? 0;
  const definition = repetition === "REQUIRED" ? above : above + 1;
  return {
    name: asText(fieldOf(fields, ELEMENT.name), "the name of a column"),
    repetition,
    definition,
  };
}

function createLeaf(
  fields: ThriftStruct,
  { path, index }: { readonly path: readonly SchemaNode[]; readonly index: number },
): Leaf {
  const type = ParquetTypes[Number(fieldOf(fields, ELEMENT.type))];
  if (type === undefined) throw corrupt("a column is of a type that Parquet does not have");
  return {
    index,
    path,
    name: path.map(({ name }) => name).join("."),
    type,
    content: contentOf(type, fields),
    maxDefinition: path.at(-1)?.definition ?? 0,
    maxRepetition: path.filter(({ repetition }) => repetition === "REPEATED").length,
  };
}

const TEXT_TYPES: ReadonlySet<ConvertedType | undefined> = new Set(["UTF8", "ENUM", "JSON"]);

function contentOf(type: ParquetType, fields: ThriftStruct): Leaf["content"] {
  if (type !== "BYTE_ARRAY") return "other";
  const logical = fieldOf(fields, ELEMENT.logical) as ThriftStruct | undefined;
  if (
    logical !== undefined &&
    TEXT_LOGICAL.some((number) => fieldOf(logical, number) !== undefined)
  )
    return "text";
  if (TEXT_TYPES.has(ConvertedTypes[Number(fieldOf(fields, ELEMENT.converted) ?? -1)]))
    return "text";
  const hasMeaning =
    fieldOf(fields, ELEMENT.converted) !== undefined || Object.keys(logical ?? {}).length > 0;
  return hasMeaning ? "other" : "binary";
}
