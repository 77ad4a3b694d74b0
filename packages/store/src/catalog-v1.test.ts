import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import {
  blockAt,
  COMMIT,
  createEntry,
  createFolder,
  createNeuron,
  createRow,
  createStore,
  sha256,
  storeText,
} from "../testing/helpers.ts";
import { digestStore } from "./digest.ts";
import { blobPath, createLayout } from "./layout.ts";
import { readSubnetAt, recordObservation } from "./observations.ts";
import { recordResolution } from "./resolutions.ts";
import { listUnindexedFiles, readRowIndex, writeRowIndex } from "./row-index.ts";
import { listRunOutcomes, listRuns } from "./runs.ts";
import { findSnapshotFile, isSnapshotComplete, markSnapshotComplete } from "./snapshots.ts";
import type { Store } from "./store.ts";

const OLD = fileURLToPath(new URL("../fixtures/catalog-v1.sqlite", import.meta.url));
const DATA = '{"a":1}\n{"a":2}\n';
const README = "# rows\n";
const BOB = { repoId: "bob/rows", commit: "b".repeat(40) };

/** The folder of a store of version 1, as that version left it: two miners, one of whom has copied the other. */
function createOldFolder(): string {
  const folder = createFolder();
  copyFileSync(OLD, join(folder, "catalog.sqlite"));
  for (const text of [DATA, README]) {
    const path = blobPath(createLayout(folder), sha256(text));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

/** What the store of version 1 saw and fetched, done again. */
async function fillAgain(store: Store): Promise<void> {
  await storeText(store, DATA, { repoId: "alice/rows" });
  await storeText(store, DATA, BOB);
  await storeText(store, README, { ...BOB, path: "README.md" });
  store.internals.sqlite.run("UPDATE snapshot_files SET rows = 2 WHERE path = 'data.jsonl'");
  store.internals.sqlite.run("UPDATE snapshot_files SET rows = NULL WHERE path = 'README.md'");
  markSnapshotComplete(store, BOB);
  recordResolution(store, { repoId: "alice/rows", revision: "aaaaaaaa", commit: COMMIT });
  const neurons = [createNeuron(0), createNeuron(1)];
  const alice = ["hot-0", createEntry("hot-0", "alice/rows:c:aaaaaaaa", 90)] as const;
  const bob = ["hot-1", createEntry("hot-1", "bob/rows:c:main", 150)] as const;
  recordObservation(store, { block: blockAt(100), neurons, commitments: new Map([alice]) });
  recordObservation(store, { block: blockAt(200), neurons, commitments: new Map([alice, bob]) });
}

it("takes a catalog of version 1 over, and loses nothing", async () => {
  const store = createStore(createOldFolder());
  const again = createStore();
  await fillAgain(again);
  expect(digestStore(store)).toBe(digestStore(again));
  expect(isSnapshotComplete(store, BOB)).toBe(true);
  expect(findSnapshotFile(store, { ...BOB, path: "data.jsonl" })).toMatchObject({ rows: 2 });
  const [run] = listRuns(store);
  expect(run).toMatchObject({ command: "dl", block: 200, exitCode: 0 });
  expect(listRunOutcomes(store, run!.runId)).toMatchObject([{ hotkey: "hot-1", ...BOB, rows: 2 }]);
  const at = (block: number): unknown => {
    const seen = readSubnetAt(store, { block });
    return seen && [seen.block.number, seen.commitments.size];
  };
  expect([99, 100, 199, 200, 9999].map(at)).toEqual([
    undefined,
    [100, 1],
    [100, 1],
    [200, 2],
    [200, 2],
  ]);
});

it("finds what is to be indexed of it, each blob once, and opens again as it was left", () => {
  const folder = createOldFolder();
  const store = createStore(folder);
  const name = sha256(DATA);
  expect(listUnindexedFiles(store, { version: 1 })).toEqual([{ sha256: name, size: 16 }]);
  writeRowIndex(store, {
    sha256: name,
    version: 1,
    verdict: { status: "valid" },
    rows: [createRow(0, '{"a":1}'), createRow(1, '{"a":2}')],
  });
  store.close();
  const reopened = createStore(folder);
  expect(listUnindexedFiles(reopened, { version: 1 })).toEqual([]);
  expect(readRowIndex(reopened, name)).toMatchObject({ rowCount: 2, size: 16 });
});
