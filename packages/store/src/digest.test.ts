import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  blockAt,
  COMMIT,
  createEntry,
  createFolder,
  createNeuron,
  createStore,
  sha256,
  storeText,
} from "../testing/helpers.ts";
import { recordBranchHead } from "./branch-heads.ts";
import { digestStore } from "./digest.ts";
import { blobPath } from "./layout.ts";
import { recordObservation } from "./observations.ts";
import { openPartial } from "./partials.ts";
import { recordResolution } from "./resolutions.ts";
import { finishRun, startRun } from "./runs.ts";
import { markSnapshotComplete } from "./snapshots.ts";
import type { Store } from "./store.ts";
import { writeView } from "./view.ts";

const observe = (store: Store, number: number, text: string): void =>
  recordObservation(store, {
    block: blockAt(number),
    neurons: [createNeuron(0)],
    commitments: new Map([["h", createEntry("h", text)]]),
  });

const STEPS: readonly ((store: Store) => unknown)[] = [
  (store) => storeText(store, "one", { path: "1" }),
  (store) => storeText(store, "two", { repoId: "user/other", path: "2" }),
  (store) => storeText(store, "three", { commit: "b".repeat(40) }),
  (store) => recordResolution(store, { repoId: "user/data", revision: "aaaaaaa", commit: COMMIT }),
  (store) =>
    recordBranchHead(store, { repoId: "user/data", branch: "main", block: 1, commit: COMMIT }),
  (store) => observe(store, 1, "x"),
  (store) => observe(store, 2, "y"),
  (store) => observe(store, 3, "x"),
];

it("does not depend on the order, the clock, runs, views or partial downloads", async () => {
  let now = 1000;
  const one = createStore(createFolder(), () => now);
  const other = createStore(createFolder(), () => now);
  for (const step of STEPS) await step(one);
  now = 5000;
  for (const step of STEPS.toReversed()) await step(other);
  const digest = digestStore(one);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(digestStore(other)).toBe(digest);
  finishRun(other, { runId: startRun(other, { command: "dl" }), outcomes: [], exitCode: 0 });
  await writeView(other, { folder: "miner_0", files: [{ path: "1", sha256: sha256("one") }] });
  writeFileSync(openPartial(other, { repoId: "a/b", commit: COMMIT, path: "x" }).path, "half");
  other.close();
  expect(digestStore(createStore(other.dataDir))).toBe(digest);
});

it("changes with every step and with every blob", async () => {
  const store = createStore();
  const seen = new Set([digestStore(store)]);
  const note = (): void => {
    seen.add(digestStore(store));
  };
  for (const step of STEPS) {
    await step(store);
    note();
  }
  markSnapshotComplete(store, { repoId: "user/data", commit: COMMIT });
  note();
  truncateSync(blobPath(store.internals.layout, sha256("one")), 1);
  note();
  rmSync(blobPath(store.internals.layout, sha256("one")));
  note();
  expect(seen.size).toBe(STEPS.length + 4);
  const folder = join(store.dataDir, "blobs", "sha256");
  for (const name of ["notes.txt", `${sha256("two").slice(0, 2)}/notes.txt`]) {
    writeFileSync(join(folder, name), "not a blob");
  }
  note();
  expect(seen.size).toBe(STEPS.length + 4);
});

it("tells the subnet and the bytes of an undecodable commitment", () => {
  const digests = [1, 2].map((byte) => {
    const store = createStore();
    recordObservation(store, {
      block: blockAt(1),
      neurons: [],
      commitments: new Map([
        ["h", { status: "undecodable", encoded: new Uint8Array([byte]), reason: "short" }],
      ]),
    });
    return digestStore(store);
  });
  expect(digests[0]).not.toBe(digests[1]);
});
