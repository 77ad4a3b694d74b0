import type { RowSource, TableRow } from "@flock-tools/tabular";

/** The rows of one miner, to be read before the next miner is asked for. */
export interface UidRows {
  readonly uid: number;
  readonly rows: RowSource;
}

/** Rows that are sorted by uid, cut where it changes; `place` is that column's. */
export async function* splitByUid(
  rows: RowSource,
  place: number,
): AsyncGenerator<UidRows, void, undefined> {
  const batches = rows[Symbol.asyncIterator]();
  let rest: readonly TableRow[] = [];
  const fill = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const next = await batches.next();
      if (next.done === true) return false;
      rest = next.value;
    }
    return true;
  };
  async function* readUid(uid: TableRow[number] | undefined): RowSource {
    do {
      const end = rest.findIndex((row) => row[place] !== uid);
      const own = end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? [] : rest.slice(end);
      if (own.length > 0) yield own;
      if (end >= 0) return;
    } while (await fill());
  }
  try {
    while (await fill()) {
      const uid = rest[0]?.[place];
      yield { uid: Number(uid), rows: readUid(uid) };
    }
  } finally {
    await batches.return?.();
  }
}
