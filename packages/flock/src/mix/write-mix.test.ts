import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Store } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import {
  createRow,
  createRowStore,
  OBSERVED,
  type StoredMiner,
  toFile,
} from "../../testing/create-row-store.ts";
import { createFolder, hashTree, sha256 } from "../../testing/open-devnet.ts";
import { createMix, type CreateMixOptions } from "./create-mix.ts";
import type { Mix } from "./mix.ts";
import { writeMix, type WriteMixOptions } from "./write-mix.ts";

const sentence = (name: string): string =>
  Array.from({ length: 12 }, (_, word) => `${name}${word}`).join(" ");

function createMiners(): StoredMiner[] {
  return [0, 1, 2].map((uid) => ({
    uid,
    file: toFile(
      [...Array.from({ length: 8 }, (_, row) => `${uid}x${row}y`), "shared"].map((name) =>
        createRow(sentence(name)),
      ),
    ),
  }));
}

interface WrittenFolder {
  readonly path: string;
  readonly mix: Mix;
}

async function write(
  store: Store,
  options: CreateMixOptions = {},
  writing: Partial<WriteMixOptions> = {},
): Promise<WrittenFolder> {
  const mix = await createMix(store, options);
  const path = writing.path ?? join(await createFolder(), "mix");
  await writeMix(store, mix, { path, ...writing });
  return { path, mix };
}

const readText = async (...parts: string[]): Promise<string> =>
  (await readFile(join(...parts))).toString();

describe("writeMix", () => {
  it("says in a manifest what was made of what, and how", async () => {
    const store = await createRowStore([...createMiners(), { uid: 3, text: null }]);
    const { path } = await write(store, { dedupe: "exact", quota: 8, seed: 5 });
    const manifest = JSON.parse(await readText(path, "manifest.json")) as Record<string, unknown>;
    const { files, miners, notes, ...rest } = manifest;
    expect(rest).toEqual({
      schema: 1,
      mix: { name: "flock-mix", version: 1 },
      metadata: {
        netuid: 96,
        genesis: store.genesis,
        block: OBSERVED.number,
        block_hash: OBSERVED.hash,
        observed_at: "2026-03-10T12:00:00.000Z",
      },
      settings: {
        dedupe: "exact",
        threshold: "0.8",
        include_system: false,
        quota: 8,
        seed: "5",
        validation: { share: 0.1 },
      },
      totals: {
        rows: 27,
        invalid: 0,
        too_long: 0,
        duplicates: 2,
        over_quota: 1,
        train: 22,
        validation: 2,
        clusters: 24,
        largest_cluster: 1,
        without_text: 0,
      },
      left_out: [{ uid: 3, hotkey: "5Hot3", reason: "no-commitment" }],
    });
    expect(miners).toHaveLength(3);
    expect(notes).toHaveLength(5);
    const names = ["train.jsonl", "validation.jsonl", "lineage.jsonl"];
    const bytes = await Promise.all(names.map((name) => readFile(join(path, name))));
    expect(files).toEqual(
      names.map((name, index) => ({
        path: name,
        format: "jsonl",
        rows: [22, 2, 24][index],
        bytes: bytes[index]!.length,
        sha256: sha256(bytes[index]!),
      })),
    );
    expect((await readdir(path)).toSorted()).toEqual([...names, "manifest.json"].toSorted());
  });

  it("names each row's source", async () => {
    const store = await createRowStore(createMiners());
    const { path } = await write(store, { validation: { rows: 0 }, selection: { uids: [2] } });
    const lines = (await readText(path, "lineage.jsonl")).trimEnd().split("\n");
    const train = (await readText(path, "train.jsonl")).split("\n");
    expect(lines).toHaveLength(9);
    expect(await readdir(path)).not.toContain("validation.jsonl");
    const lineage = JSON.parse(lines[3]!) as { row_index: number; row_sha256: string };
    expect(lineage).toEqual({
      split: "train",
      line: 4,
      uid: 2,
      hotkey: "5Hot2",
      namespace: "miner2/data",
      competition_id: "7",
      revision: "ccccccccccccccccccccccccccccccccccccccc2",
      commitment_block: 2,
      row_index: lineage.row_index,
      row_sha256: sha256(Buffer.from(train[3]!)),
      canonical_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      cluster: lineage.row_index,
      dropped_twins: 0,
    });
    expect(createMiners()[2]!.file).toContain(`${train[3]}\n`);
  });

  it("keeps lines as they were published, whatever their ends", async () => {
    const rows = [
      `  {"conversations" : [{"role":"user","content":"caf\\u00e9 \\ud800 one two three"}]}\t`,
      `{"conversations":[{"role":"user","content":"日本語 🙂 \\u0000"}],"n":[NaN,1e999,1.0,-0]}`,
      `{"a":1,"a":2}`,
      `[1,2,3]`,
      `"text"`,
    ];
    const file = Buffer.from(`${rows.slice(0, 2).join("\r\n")}\r\n\n${rows.slice(2).join("\n")}`);
    const store = await createRowStore([{ uid: 0, file }]);
    const { path, mix } = await write(store, { validation: { rows: 0 } });
    const lines = (await readText(path, "train.jsonl")).split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.toSorted()).toEqual(rows.toSorted());
    expect(mix.withoutText).toBe(3);
  });

  it("gives the same bytes again, and others with another seed", async () => {
    const miners = createMiners();
    const stores = await Promise.all([
      createRowStore(miners),
      createRowStore(miners),
      createRowStore(miners.toReversed()),
    ]);
    const trees = await Promise.all(
      [...stores, stores[0]].map(async (store) => hashTree((await write(store)).path)),
    );
    expect(Object.keys(trees[0]!)).toHaveLength(4);
    for (const tree of trees) expect(tree).toEqual(trees[0]);
    const other = await hashTree((await write(stores[0], { seed: 1 })).path);
    for (const [name, hash] of Object.entries(other)) expect(hash).not.toBe(trees[0]![name]);
  });

  it("reports rows and files", async () => {
    const store = await createRowStore(createMiners());
    const mix = await createMix(store);
    const seen: number[] = [];
    const path = join(await createFolder(), "mix");
    const { files } = await writeMix(store, mix, {
      path,
      onProgress: ({ rows, totalRows }) => seen.push(rows, totalRows),
    });
    expect(seen).toEqual([25, 25]);
    expect(files.map(({ name, rows }) => [name, rows])).toEqual([
      ["train.jsonl", 22],
      ["validation.jsonl", 3],
      ["lineage.jsonl", 25],
      ["manifest.json", 0],
    ]);
  });
});

/** Everything in the folder of a mix that is not to be there, and its neighbours. */
const listBeside = async (path: string): Promise<string[]> => readdir(dirname(path));

describe("the place of a mix", () => {
  it("may be an empty folder, or one that a link points to", async () => {
    const store = await createRowStore(createMiners());
    const folder = await createFolder();
    await mkdir(join(folder, "empty"));
    await symlink(join(folder, "empty"), join(folder, "link"));
    await write(store, {}, { path: join(folder, "link") });
    expect(await readdir(join(folder, "empty"))).toHaveLength(4);
    expect((await readdir(folder)).toSorted()).toEqual(["empty", "link"]);
  });

  it("is not taken from another mix, unless that is wanted", async () => {
    const store = await createRowStore(createMiners());
    const { path } = await write(store);
    const before = await hashTree(path);
    await expect(write(store, { seed: 9 }, { path })).rejects.toMatchObject({
      kind: "usage",
      code: "TABULAR_TARGET_EXISTS",
      message: `${path} is there already`,
    });
    expect(await hashTree(path)).toEqual(before);
    await write(store, { seed: 9, validation: { rows: 0 } }, { path, force: true });
    expect(Object.keys(await hashTree(path))).toHaveLength(3);
    expect(await listBeside(path)).toEqual([basename(path)]);
  });

  it("is never taken from anything else", async () => {
    const store = await createRowStore(createMiners());
    const { path } = await write(store);
    await writeFile(join(path, "notes.txt"), "mine");
    const before = await hashTree(path);
    await expect(write(store, {}, { path, force: true })).rejects.toMatchObject({
      code: "TABULAR_TARGET_EXISTS",
      message: `${path} holds what is not of a mix: "notes.txt"`,
      next: "name another folder",
    });
    expect(await hashTree(path)).toEqual(before);
    const file = join(path, "notes.txt");
    await expect(write(store, {}, { path: file, force: true })).rejects.toMatchObject({
      code: "TABULAR_TARGET_EXISTS",
      message: `${file} is not a folder`,
    });
    expect(await listBeside(path)).toEqual([basename(path)]);
  });

  it("is not taken from what appears meanwhile", async () => {
    const store = await createRowStore(createMiners());
    const mix = await createMix(store);
    const path = join(await createFolder(), "mix");
    const onProgress = (): void => writeFileSync(path, "mine");
    await expect(writeMix(store, mix, { path, force: true, onProgress })).rejects.toMatchObject({
      code: "TABULAR_TARGET_EXISTS",
    });
    expect(await readText(path)).toBe("mine");
    expect(await listBeside(path)).toEqual(["mix"]);
  });

  it("needs a folder to be in", async () => {
    const store = await createRowStore(createMiners());
    const path = join(await createFolder(), "none", "mix");
    await expect(write(store, {}, { path })).rejects.toMatchObject({
      kind: "disk",
      code: "TABULAR_DISK",
      message: `the folder of ${path} is not there`,
    });
  });
});

describe("a mix that cannot be finished", () => {
  it("leaves nothing when it is stopped", async () => {
    const store = await createRowStore(createMiners());
    const mix = await createMix(store);
    const path = join(await createFolder(), "mix");
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = (): void => {
      expect(readdirSync(dirname(path))).toHaveLength(1);
      controller.abort(reason);
    };
    const { signal } = controller;
    await expect(writeMix(store, mix, { path, signal, onProgress })).rejects.toBe(reason);
    await expect(writeMix(store, mix, { path, signal })).rejects.toBe(reason);
    expect(await listBeside(path)).toEqual([]);
  });

  it("leaves nothing when a row is not what it was", async () => {
    const store = await createRowStore(createMiners());
    const mix = await createMix(store);
    const [row] = mix.splits.flatMap(({ list }) => [...list()]);
    const hash = row?.fileSha256 ?? "";
    const blob = join(store.dataDir, "blobs", "sha256", hash.slice(0, 2), hash);
    const bytes = await readFile(blob);
    bytes[(row?.offset ?? 0) + 2]! ^= 1;
    await writeFile(blob, bytes);
    const path = join(await createFolder(), "mix");
    await expect(writeMix(store, mix, { path })).rejects.toMatchObject({
      kind: "integrity",
      code: "ROW_CHANGED",
    });
    expect(await listBeside(path)).toEqual([]);
  });
});
