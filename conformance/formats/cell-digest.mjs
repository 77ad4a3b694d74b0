// One digest of a table's cells, whatever file they went through. cell_digest.py computes the same.
//
// A text is written as its length in bytes, ":", its UTF-8. A cell is
//   null               n
//   bool               t or f
//   int32, int64       i, its decimal digits, ";"
//   float64            d, its 8 bytes, big-endian; any NaN as 7ff8000000000000
//   timestamp          u, the microseconds since 1970 UTC in decimal, ";"
//   utf8               s, a text
//   messages           m, their number, ":", then role and content of each as utf8 cells
// A row's digest is the SHA-256 of its cells, one after the other. The table's is that of the names and types of its
// columns, two texts each, and then the digests of its rows in order; `bag` is that of the same digests sorted, so that
// a wrong order can be told from a wrong cell. `columns` has the SHA-256 of each column's cells.
import { createHash } from "node:crypto";

/** `{ add(row), end() }` for rows of a schema, cells as in `Cell` of packages/tabular. */
export function createTableDigest({ columns }) {
  const byColumn = columns.map(() => createHash("sha256"));
  const rows = [];
  return {
    add(row) {
      if (row.length !== columns.length) throw new Error(`a row has ${row.length} cells`);
      const whole = createHash("sha256");
      for (const [i, { type }] of columns.entries()) {
        const bytes = encodeCell(row[i], type);
        whole.update(bytes);
        byColumn[i].update(bytes);
      }
      rows.push(whole.digest());
    },
    end() {
      const head = columns.flatMap(({ name, type }) => [encodeText(name), encodeText(type)]);
      return {
        rows: rows.length,
        digest: hashAll([...head, ...rows]),
        bag: hashAll([...head, ...rows.toSorted((a, b) => a.compare(b))]),
        columns: Object.fromEntries(
          columns.map(({ name }, i) => [name, byColumn[i].digest("hex")]),
        ),
      };
    },
  };
}

/** The digest of a whole source of rows. */
export async function digestRows(rows, schema) {
  const digest = createTableDigest(schema);
  for await (const batch of rows) for (const row of batch) digest.add(row);
  return digest.end();
}

/** As `digestRows`, where null and empty text are the same in columns of text. */
export function digestFolded(rows, schema) {
  const isText = schema.columns.map(({ type }) => type === "utf8");
  const fold = (row) => row.map((cell, i) => (cell === null && isText[i] ? "" : cell));
  return digestRows(mapRows(rows, fold), schema);
}

async function* mapRows(rows, change) {
  for await (const batch of rows) yield batch.map(change);
}

export function encodeCell(cell, type) {
  if (cell === null) return Buffer.from("n");
  const value = typeof cell === "object" && "json" in cell ? parseCell(cell) : cell;
  if (value === null) return Buffer.from("n");
  switch (type) {
    case "bool":
      return Buffer.from(value ? "t" : "f");
    case "int32":
    case "int64":
      return Buffer.from(`i${BigInt(value)};`);
    case "float64":
      return encodeFloat(value);
    case "timestamp":
      return Buffer.from(`u${BigInt(value)};`);
    case "utf8":
      return Buffer.concat([Buffer.from("s"), encodeText(value)]);
    case "messages":
      return encodeMessages(value);
    default:
      throw new Error(`no such type: ${type}`);
  }
}

function encodeMessages(messages) {
  const parts = messages.flatMap(({ role, content }) => [
    encodeCell(role, "utf8"),
    encodeCell(content, "utf8"),
  ]);
  return Buffer.concat([Buffer.from(`m${messages.length}:`), ...parts]);
}

function encodeFloat(value) {
  const bytes = Buffer.alloc(9);
  bytes.write("d");
  // JavaScript does not say which NaN it writes.
  if (Number.isNaN(value)) bytes.write("7ff8000000000000", 1, "hex");
  else bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encodeText(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes]);
}

function parseCell({ json }) {
  return JSON.parse(Buffer.from(json).toString());
}

function hashAll(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
