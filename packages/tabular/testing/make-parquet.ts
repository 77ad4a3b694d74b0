import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";

type WriteOptions = Parameters<typeof parquetWriteBuffer>[0];

/** A folder for the files of one test, and what removes it. */
export interface TestFolder extends Disposable {
  readonly path: string;
  /** Writes a file, and gives its path. */
  write(bytes: Uint8Array): string;
}

export function createTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), "flock-tabular-"));
  let files = 0;
  return {
    path,
    write(bytes) {
      files += 1;
      const file = join(path, `${files}.parquet`);
      writeFileSync(file, bytes);
      return file;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The bytes of a Parquet file. */
export function makeParquet(options: WriteOptions): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parquetWriteBuffer({ compressors: COMPRESSORS, ...options }));
}

/** One column of strings. */
export function makeTexts(
  data: readonly (string | null)[],
  options: Partial<WriteOptions> = {},
): Uint8Array<ArrayBuffer> {
  const columnData = [{ name: "text", data: [...data], type: "STRING" as const, nullable: true }];
  return makeParquet({ columnData, ...options });
}

const CONVERSATION_SCHEMA: NonNullable<WriteOptions["schema"]> = [
  { name: "root", num_children: 2 },
  { name: "system", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  { name: "conversations", num_children: 1, converted_type: "LIST", repetition_type: "OPTIONAL" },
  { name: "list", num_children: 1, repetition_type: "REPEATED" },
  { name: "element", num_children: 2, repetition_type: "OPTIONAL" },
  { name: "role", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  { name: "content", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
];

export interface Conversation {
  readonly system: string | null;
  readonly conversations: readonly ({ readonly content: string | null } | null)[] | null;
}

/** Rows as this field publishes them: a list of messages and a system prompt. */
export function makeConversations(
  rows: readonly Conversation[],
  options: Partial<WriteOptions> = {},
): Uint8Array<ArrayBuffer> {
  return makeParquet({
    schema: CONVERSATION_SCHEMA,
    columnData: [
      { name: "system", data: rows.map(({ system }) => system) },
      {
        name: "conversations",
        data: rows.map(({ conversations }) =>
          conversations?.map((message) => message && { role: "user", ...message }),
        ),
      },
    ],
    ...options,
  });
}

const COMPRESSORS: NonNullable<WriteOptions["compressors"]> = {
  GZIP: (bytes) => gzipSync(bytes),
  ZSTD: frameRaw,
};

// Of one Zstandard block.
const MOST_OF_BLOCK = 100_000;

/** A Zstandard frame of blocks that are not compressed (RFC 8878, 3.1.1): Node 20 cannot write better ones. */
function frameRaw(bytes: Uint8Array): Uint8Array {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length, 5);
  const parts = [head];
  for (let start = 0; start === 0 || start < bytes.length; start += MOST_OF_BLOCK) {
    const block = bytes.subarray(start, start + MOST_OF_BLOCK);
    const isLast = start + MOST_OF_BLOCK >= bytes.length ? 1 : 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE(block.length * 8 + isLast, 0, 3);
    parts.push(header, Buffer.from(block));
  }
  return Buffer.concat(parts);
}
