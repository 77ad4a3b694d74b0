import type { AbortOptions } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import type { Column, RowSource, TableRow, TableSchema } from "@flock-tools/tabular";

/** A table that statements may name. */
export interface SqlTable {
  /** Its name is the table's. */
  readonly schema: TableSchema;
  /** One sentence. */
  readonly about: string;
  /** Called once a statement names the table. */
  read(store: Store, options: AbortOptions): Promise<RowSource>;
}

/** A column of a table, and what it has of a record. */
interface RecordColumn<T> extends Column {
  readonly cell: (record: T) => TableRow[number] | undefined;
}

interface RecordTable<T> extends Pick<SqlTable, "about"> {
  readonly name: string;
  readonly columns: readonly RecordColumn<T>[];
  readonly list: (store: Store, options: AbortOptions) => Promise<readonly T[]>;
}

const BATCH = 2_048;

/** A table of records that are few enough to be listed at once. */
export function createRecordTable<T>({ name, about, columns, list }: RecordTable<T>): SqlTable {
  const schema: TableSchema = {
    name,
    version: 1,
    columns: columns.map(({ name: column, type, nullable, description }) => {
      return { name: column, type, nullable, description };
    }),
  };
  return {
    schema,
    about,
    async read(store, options) {
      const records = await list(store, options);
      return readBatches(records.map((record) => columns.map(({ cell }) => cell(record) ?? null)));
    },
  };
}

async function* readBatches(rows: readonly TableRow[]): RowSource {
  for (let start = 0; start < rows.length; start += BATCH) yield rows.slice(start, start + BATCH);
}
