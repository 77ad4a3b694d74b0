import { createWorld } from "@flock-tools/devnet";
import { createRowSchema } from "@flock-tools/tabular";
import { describe, expect, it } from "vitest";
import {
  type BruteNode,
  comparePairs,
  listComponents,
  listNodes,
  unionOf,
} from "../../testing/brute-near.ts";
import { collectRows, readRows, type Row } from "../../testing/collect-rows.ts";
import { createRow, createRowStore, storeFile, toFile } from "../../testing/create-row-store.ts";
import { words } from "../../testing/create-text-source.ts";
import { openDevnet } from "../../testing/open-devnet.ts";
import { syncSubnet } from "../sync-subnet.ts";
import { readExportRows } from "./read-export-rows.ts";

interface Place {
  readonly uid: number;
  readonly block: number;
  readonly row: number;
  readonly canonical: string;
  readonly node: BruteNode | undefined;
}

const nameOf = (uid: unknown, row: unknown): string => `${String(uid)}/${String(row)}`;

function comparePlaces(a: Place, b: Place): number {
  return a.block - b.block || a.uid - b.uid || a.row - b.row;
}

/** The columns by their definitions, from the other columns. */
function expectTwins(rows: readonly Row[], least: number): Row[] {
  const texts = rows.map((row) => ({
    uid: row["uid"] as number,
    row: row["row_index"] as number,
    text: (row["conversations"] as { content: string }[]).map(({ content }) => content).join("\n"),
  }));
  const nodes = listNodes(texts);
  const pairs = comparePairs(nodes).filter((pair) => pair.shared >= least * unionOf(pair));
  const nodeOf = new Map(
    nodes.flatMap((node) => node.rows.map((row) => [nameOf(row.uid, row.row), node] as const)),
  );
  const places = rows
    .map((row): Place => ({
      uid: row["uid"] as number,
      block: row["commitment_block"] as number,
      row: row["row_index"] as number,
      canonical: row["canonical_sha256"] as string,
      node: nodeOf.get(nameOf(row["uid"], row["row_index"])),
    }))
    .toSorted(comparePlaces);
  const componentOf = new Map(
    listComponents(nodes, pairs).flatMap((list) => list.map((node) => [node, list] as const)),
  );
  const similar = new Map<BruteNode, Map<BruteNode, number>>();
  for (const pair of pairs) {
    for (const [one, other] of [[pair.a, pair.b] as const, [pair.b, pair.a] as const]) {
      const ofOne = similar.get(one) ?? new Map<BruteNode, number>();
      similar.set(one, ofOne.set(other, pair.shared / unionOf(pair)));
    }
  }
  const clusters = new Map<unknown, Place[]>();
  for (const place of places) {
    const key = (place.node && componentOf.get(place.node)) ?? place.canonical;
    clusters.set(key, [...(clusters.get(key) ?? []), place]);
  }
  const numbered = [...clusters.values()].filter((list) => list.length > 1);
  const found = new Map<string, Row>();
  for (const [cluster, list] of numbered.entries()) {
    for (const place of list) {
      const others = list
        .filter(({ uid }) => uid !== place.uid)
        .map((other) => ({ other, similarity: measure(place, other) }))
        .filter(({ similarity }) => similarity > 0);
      const best = Math.max(...others.map(({ similarity }) => similarity));
      const near = others.find(({ similarity }) => similarity === best);
      found.set(nameOf(place.uid, place.row), {
        cluster_id: cluster,
        is_first: place === list[0],
        nearest_uid: near?.other.uid ?? null,
        similarity: near === undefined ? null : Math.min(1, best),
      });
    }
  }
  const none = { cluster_id: null, is_first: true, nearest_uid: null, similarity: null };
  return rows.map((row) => found.get(nameOf(row["uid"], row["row_index"])) ?? none);

  /** Above 1 for a row that is the same, which is named before one that only has the same words. */
  function measure(place: Place, other: Place): number {
    if (place.canonical === other.canonical) return 2;
    if (place.node === undefined || other.node === undefined) return 0;
    return place.node === other.node ? 1 : (similar.get(place.node)?.get(other.node) ?? 0);
  }
}

const pick = ({ cluster_id, is_first, nearest_uid, similarity }: Row): Row => ({
  cluster_id,
  is_first,
  nearest_uid,
  similarity,
});

const rowsOf = (uid: number): string[] =>
  Array.from({ length: 2_000 }, (_, row) => createRow(words(row, row + 20 + uid)));

describe("twins of rows", () => {
  it.each([0.8, 0.5])("of the demo world are those of brute force at %d", async (threshold) => {
    const demo = createWorld("demo");
    const net = await openDevnet(demo);
    await syncSubnet({ ...net });
    const rows = await readRows(net.store, { dupes: { threshold } });
    // A file with a broken line has no rows that count.
    const compared = rows.filter((row) => row["uid"] !== 50);
    expect(compared.map(pick)).toEqual(expectTwins(compared, threshold));
    const clustered = compared.filter((row) => row["cluster_id"] !== null);
    expect(clustered.length).toBeGreaterThan(500);
    expect(compared.filter((row) => row["similarity"] === null).length).toBeGreaterThan(500);
    const others = rows.filter((row) => row["uid"] === 50);
    expect(others.length).toBeGreaterThan(0);
    for (const row of others) expect(pick(row)).toMatchObject({ cluster_id: null, is_first: true });
  });

  it("are found in rows behind those that count, in the same file, and without words", async () => {
    const text = words(0, 30);
    const near = `${words(0, 29)} x`;
    const filler = Array.from({ length: 300 }, (_, row) =>
      createRow(words(row * 50 + 100, row * 50 + 110)),
    );
    const miners = [
      {
        uid: 1,
        block: 900,
        file: toFile([...filler, createRow(text), createRow("..."), createRow("!")]),
      },
      {
        uid: 2,
        block: 100,
        file: toFile([createRow(near), createRow(`${near}.`), createRow("...")]),
      },
      { uid: 3, block: 900, file: toFile([createRow(near), createRow("?"), createRow("?")]) },
    ];
    const store = await createRowStore(miners);
    const rows = await readRows(store, { dupes: true });
    expect(rows.map(pick)).toEqual(expectTwins(rows, 0.8));
    expect(
      rows
        .filter((row) => row["cluster_id"] !== null)
        .map((row) => ({ name: nameOf(row["uid"], row["row_index"]), ...pick(row) })),
    ).toEqual([
      { name: "1/300", cluster_id: 0, is_first: false, nearest_uid: 2, similarity: 25 / 27 },
      { name: "1/301", cluster_id: 1, is_first: false, nearest_uid: 2, similarity: 1 },
      { name: "2/0", cluster_id: 0, is_first: true, nearest_uid: 3, similarity: 1 },
      { name: "2/1", cluster_id: 0, is_first: false, nearest_uid: 3, similarity: 1 },
      { name: "2/2", cluster_id: 1, is_first: true, nearest_uid: 1, similarity: 1 },
      { name: "3/0", cluster_id: 0, is_first: false, nearest_uid: 2, similarity: 1 },
      { name: "3/1", cluster_id: 2, is_first: true, nearest_uid: null, similarity: null },
      { name: "3/2", cluster_id: 2, is_first: false, nearest_uid: null, similarity: null },
    ]);
    // Twins do not hang on what is selected.
    const selection = { uids: [3] };
    expect((await readRows(store, { selection, dupes: {} })).map(pick)).toEqual(
      rows.slice(-3).map(pick),
    );
  });

  it("are told to be incomplete if there are more near pairs than are held", async () => {
    const texts = [words(0, 30), `${words(0, 29)} x`, `${words(0, 29)} y`];
    const miners = texts.map((text, uid) => ({ uid, file: toFile([createRow(text)]) }));
    const store = await createRowStore(miners);
    const read = async (maxPairs?: number): Promise<unknown> => {
      let isTruncated = false;
      const onTruncated = (): void => void (isTruncated = true);
      const rows = await readRows(store, { dupes: { maxPairs, onTruncated } });
      return [isTruncated, rows.map((row) => [row["cluster_id"], row["nearest_uid"]])];
    };
    expect(await read()).toEqual([
      false,
      [
        [0, 1],
        [0, 0],
        [0, 0],
      ],
    ]);
    expect(await read(1)).toEqual([
      true,
      [
        [0, 1],
        [0, 0],
        [0, null],
      ],
    ]);
  });

  it("are searched for until the signal says stop", async () => {
    const miners = [1, 2].map((uid) => ({ uid, file: toFile(rowsOf(uid)) }));
    const store = await createRowStore(miners);
    const controller = new AbortController();
    const reason = new Error("enough");
    const { signal } = controller;
    const dupes = { onProgress: () => controller.abort(reason) };
    const { rows } = await readExportRows(store, { dupes, signal });
    const reading = collectRows({ rows, schema: createRowSchema({ dupes: true }) });
    await expect(reading).rejects.toBe(reason);
  });

  it("are as they are, whatever is in the rows", async () => {
    const store = await createRowStore([
      { uid: 1, file: "[]\n{}\n{}\n" },
      { uid: 2, file: "" },
    ]);
    await storeFile(store, { repoId: "a/b", commit: "c".repeat(40), file: "{}\n" });
    expect((await readRows(store, { dupes: true })).map(pick)).toEqual([
      { cluster_id: null, is_first: true, nearest_uid: null, similarity: null },
      { cluster_id: 0, is_first: true, nearest_uid: null, similarity: null },
      { cluster_id: 0, is_first: false, nearest_uid: null, similarity: null },
    ]);
  });
});
