import { createWorld } from "@flock-tools/devnet";
import type { RowSource, TableRow } from "@flock-tools/tabular";
import { describe, expect, it } from "vitest";
import { collectRows, listPlaces, readRows, type Row } from "../../testing/collect-rows.ts";
import { createRow, createRowStore, OBSERVED, toFile } from "../../testing/create-row-store.ts";
import { readWorldFile } from "../../testing/create-world-source.ts";
import { words } from "../../testing/create-text-source.ts";
import { openDevnet, sha256 } from "../../testing/open-devnet.ts";
import { syncSubnet } from "../sync-subnet.ts";
import { type ExportProgress, readExportRows } from "./read-export-rows.ts";

describe("the rows of the demo world", () => {
  it("are those of a plain reader, with who published them and when", async () => {
    const demo = createWorld("demo");
    const net = await openDevnet(demo);
    const report = await syncSubnet({ ...net, evaluationPool: true });
    const { plan, rows, schema } = await readExportRows(net.store);
    const found = await collectRows({ rows, schema });

    const present = report.miners.filter((miner) => "sha256" in miner);
    const expected = present.flatMap((outcome) => {
      const { uid, hotkey, coldkey, repoId, committedAt, commit, competitionId } = outcome;
      const truth = demo.truth.miners[uid]!;
      const lines = Buffer.from(readWorldFile(demo, truth))
        .toString()
        .split(/\r\n|\n|\r/);
      return lines
        .filter((line) => line.trim() !== "")
        .map((line, index) => ({
          netuid: 96,
          uid,
          hotkey,
          coldkey,
          namespace: repoId,
          revision: commit,
          competition_id: competitionId,
          commitment_block: committedAt,
          first_seen_block: net.block.number,
          observed_at: BigInt(net.block.timestamp) * 1000n,
          row_index: index,
          row_sha256: sha256(Buffer.from(line)),
          ...readPlainly(line),
        }));
    });
    expect(found.length).toBeGreaterThan(3_000);
    expect(found).toEqual(expected);

    expect(plan.miners.map(({ uid, sha256: hash }) => [uid, hash])).toEqual(
      present.map((miner) => [miner.uid, "sha256" in miner ? miner.sha256 : ""]),
    );
    expect([plan.rows, plan.mostRows]).toEqual([found.length, found.length]);
    expect(plan.leftOut.map(({ uid, reason }) => [uid, reason])).toEqual(
      report.miners.flatMap((miner) => ("reason" in miner ? [[miner.uid, miner.reason]] : [])),
    );
    expect(plan.leftOut.length + plan.miners.length).toBe(64);
    expect(plan).toMatchObject({ netuid: 96, block: net.block, unmatched: [] });
  });
});

/** What the columns from `system` on say of a line, for the plain rows of the demo world. */
function readPlainly(line: string): Row {
  try {
    const row = JSON.parse(line) as { system: unknown; conversations: { content: string }[] };
    expect(Object.keys(row).toSorted()).toEqual(["conversations", "system"]);
    return {
      canonical_sha256: sha256(Buffer.from(dumps(row))),
      system: row.system,
      conversations: row.conversations,
      raw: null,
      n_turns: row.conversations.length,
      n_chars: row.conversations.reduce((sum, { content }) => sum + Array.from(content).length, 0),
      valid: true,
    };
  } catch {
    const none = {
      canonical_sha256: null,
      system: null,
      conversations: null,
      n_turns: null,
      n_chars: null,
    };
    return { ...none, raw: line, valid: false };
  }
}

const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** `json.dumps(value, sort_keys=True)` of what is made of strings and null. */
function dumps(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(dumps).join(", ")}]`;
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, escape);
  }
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${dumps(name)}: ${dumps(member)}`).join(", ")}}`;
}

describe("rows that do not fit the schema", () => {
  it("carry their line, and what there is of a conversation", async () => {
    const lines = [
      createRow("plain"),
      '{"conversations":[],"score":1e400}',
      '{"broken":',
      " [1, 2]\t",
      '"\\ud800"',
      "\u{1f600} no JSON \u0000",
    ];
    const store = await createRowStore([{ uid: 4, file: toFile(lines) }]);
    const rows = await readRows(store);
    expect(rows.map((row) => row["raw"])).toEqual([null, ...lines.slice(1)]);
    expect(rows.map((row) => row["row_sha256"])).toEqual(
      lines.map((line) => sha256(Buffer.from(line))),
    );
    expect(rows.map((row) => row["valid"])).toEqual([true, true, false, true, true, false]);
    expect(rows.map((row) => row["canonical_sha256"] === null)).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(rows[1]).toMatchObject({ conversations: [], n_turns: 0, n_chars: 0, system: null });
    expect(rows[2]).toMatchObject({ conversations: null, n_turns: null, n_chars: null });
  });

  it("carry a line that is not UTF-8 as far as it can be text", async () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22, 0x0a]);
    const store = await createRowStore([{ uid: 4, file: bytes }]);
    expect(await readRows(store)).toMatchObject([
      { raw: '"\ufffd"', valid: false, row_sha256: sha256(bytes.subarray(0, 3)) },
    ]);
  });
});

/** Keeps the rows at even places. */
async function* keepEven(rows: RowSource): AsyncGenerator<readonly TableRow[], void, undefined> {
  for await (const batch of rows) yield batch.filter((cells) => Number(cells[10]) % 2 === 0);
}

/** Gives rows one by one. */
async function* cutSingly(rows: RowSource): AsyncGenerator<readonly TableRow[], void, undefined> {
  for await (const batch of rows) for (const cells of batch) yield [cells];
}

const createFile = (uid: number): string =>
  toFile(Array.from({ length: 50 }, (_, row) => createRow(`row ${row} of ${uid}`, 1 + (row % 3))));

describe("a filter", () => {
  const miners = [1, 2, 3].map((uid) => ({ uid, file: createFile(uid) }));

  it("comes before the limit", async () => {
    const store = await createRowStore(miners);
    const selection = { limit: 3, minTurns: 2 };
    const { rows, schema } = await readExportRows(store, { selection, filter: keepEven });
    const found = await collectRows({ rows, schema });
    expect(listPlaces(found)).toEqual(["1/2", "1/4", "1/8"]);
  });

  it("that is wrong says so before anything is read", async () => {
    // Enough for a search to tell of its progress.
    const texts = Array.from({ length: 2_000 }, (_, row) => createRow(words(row, row + 20)));
    const store = await createRowStore([{ uid: 1, file: toFile(texts) }]);
    const wrong = new Error("no such column");
    const seen: unknown[] = [];
    const onProgress = (progress: unknown): void => void seen.push(progress);
    for (const selection of [{}, { sample: 3 }, { only: "unique" } as const]) {
      const { rows, schema } = await readExportRows(store, {
        selection,
        dupes: { onProgress },
        onProgress,
        filter: () => Promise.reject(wrong),
      });
      await expect(collectRows({ rows, schema })).rejects.toBe(wrong);
    }
    expect(seen).toEqual([]);
    await readRows(store, { dupes: { onProgress } });
    expect(seen.length).toBeGreaterThan(0);
  });

  it("comes before the draw", async () => {
    const store = await createRowStore(miners);
    const selection = { sample: 20, seed: 3, minTurns: 2 };
    const found = await readRows(store, { selection, filter: async (rows) => keepEven(rows) });
    expect(found).toHaveLength(20);
    for (const row of found) {
      expect((row["row_index"] as number) % 2).toBe(0);
      expect(row["n_turns"]).toBeGreaterThan(1);
    }
    // However they come.
    const singly = (rows: RowSource): RowSource => cutSingly(keepEven(rows));
    expect(await readRows(store, { selection, filter: singly })).toEqual(found);
    const all = await readRows(store, {
      selection: { ...selection, sample: 1000 },
      filter: keepEven,
    });
    expect(all).toHaveLength(3 * 16);
    expect(listPlaces(all)).toEqual(expect.arrayContaining(listPlaces(found)));
  });
});

describe("reading", () => {
  const file = toFile(Array.from({ length: 5_000 }, (_, row) => createRow(`row ${row}`)));

  it("tells how far it has come", async () => {
    const store = await createRowStore([1, 2].map((uid) => ({ uid, file })));
    const seen: ExportProgress[] = [];
    const selection = { sample: 10, only: "valid" } as const;
    await readRows(store, { selection, onProgress: (progress) => seen.push(progress) });
    const total = { totalRows: 10_000, totalBytes: 2 * file.length };
    const whole = { rows: total.totalRows, bytes: total.totalBytes };
    expect(seen.findLast(({ phase }) => phase === "draw")).toEqual({
      phase: "draw",
      ...whole,
      ...total,
    });
    expect(seen.at(-1)).toEqual({ phase: "read", ...whole, ...total });
    const numbers = seen.filter(({ phase }) => phase === "read").map(({ rows }) => rows);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.length).toBeGreaterThan(4);
  });

  it("stops when it is told to, with the reason", async () => {
    const store = await createRowStore([1, 2].map((uid) => ({ uid, file })));
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("enough");
    const { rows } = await readExportRows(store, { signal });
    let batches = 0;
    const reading = (async () => {
      for await (const _ of rows) {
        batches += 1;
        if (batches === 2) controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(batches).toBe(2);
    await expect(readExportRows(store, { signal })).rejects.toBe(reason);
  });

  it("hears of it while only the index is looked at", async () => {
    const store = await createRowStore([1, 2].map((uid) => ({ uid, file })));
    const controller = new AbortController();
    const reason = new Error("enough");
    const seen: ExportProgress[] = [];
    const onProgress = (progress: ExportProgress): void => {
      if (seen.length === 0) setImmediate(() => controller.abort(reason));
      seen.push(progress);
    };
    const { signal } = controller;
    const reading = readRows(store, { selection: { sample: 1 }, onProgress, signal });
    await expect(reading).rejects.toBe(reason);
    expect(seen.at(-1)).toMatchObject({ phase: "draw" });
    expect(seen.length).toBeLessThan(4);
  });

  it("gives the same again", async () => {
    const store = await createRowStore([1, 2].map((uid) => ({ uid, file })));
    const exported = await readExportRows(store);
    const once = await collectRows(exported);
    expect(await collectRows(exported)).toEqual(once);
    expect(once).toHaveLength(10_000);
    expect(once[0]).toMatchObject({
      observed_at: BigInt(OBSERVED.timestamp) * 1000n,
      first_seen_block: OBSERVED.number,
      commitment_block: 1,
      namespace: "miner1/data",
    });
  });
});
