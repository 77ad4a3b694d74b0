import { parquetWriteBuffer } from "hyparquet-writer";

interface Message {
  readonly role: string;
  readonly content: string;
}

/** A row as data sets of this field have it. */
export interface ConversationRow {
  readonly system: string | null;
  readonly conversations: readonly Message[] | null;
}

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" } as const;

/** Rows as the Parquet file that pyarrow would make of them. */
export function makeConversationParquet(rows: readonly ConversationRow[]): Uint8Array {
  const buffer = parquetWriteBuffer({
    rowGroupSize: 7,
    schema: [
      { name: "root", num_children: 2 },
      { name: "system", ...TEXT },
      {
        name: "conversations",
        num_children: 1,
        converted_type: "LIST",
        repetition_type: "OPTIONAL",
      },
      { name: "list", num_children: 1, repetition_type: "REPEATED" },
      { name: "element", num_children: 2, repetition_type: "OPTIONAL" },
      { name: "role", ...TEXT },
      { name: "content", ...TEXT },
    ],
    columnData: [
      { name: "system", data: rows.map(({ system }) => system) },
      { name: "conversations", data: rows.map(({ conversations }) => conversations) },
    ],
  });
  return new Uint8Array(buffer);
}

/** One column of strings or numbers each. */
export function makeColumnParquet(
  columns: Readonly<Record<string, readonly (string | number)[]>>,
): Uint8Array {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data: [...data] }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
