import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommitmentEntry, Neuron } from "@flock-tools/core";
import { onTestFinished } from "vitest";
import { commitFile } from "../src/commit-file.ts";
import { blobPath, createLayout } from "../src/layout.ts";
import { openStore } from "../src/open-store.ts";
import type { StoredRow } from "../src/pack-rows.ts";
import { openPartial } from "../src/partials.ts";
import type { StoredFile } from "../src/snapshots.ts";
import type { Store } from "../src/store.ts";

export const GENESIS = `0x${"2f".repeat(32)}` as const;
export const COMMIT = "a".repeat(40);

/** An empty folder that is gone when the test has finished. */
export function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flock-store-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store of subnet 96 that is closed when the test has finished. */
export function createStore(dataDir: string = createFolder(), clock?: () => number): Store {
  const store = openStore({ dataDir, genesis: GENESIS, netuid: 96, clock });
  onTestFinished(() => store.close());
  return store;
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Takes `text` into the store as one file of a snapshot. */
export async function storeText(
  store: Store,
  text: string,
  key: { repoId?: string; commit?: string; path?: string } = {},
): Promise<StoredFile> {
  const file = { repoId: "user/data", commit: COMMIT, path: "data.jsonl", ...key };
  const partial = openPartial(store, file);
  writeFileSync(partial.path, text);
  return commitFile(store, {
    ...file,
    partial,
    sha256: sha256(text),
    size: Buffer.byteLength(text),
    rows: 1,
  });
}

export function createNeuron(uid: number, change: Partial<Neuron> = {}): Neuron {
  return {
    uid,
    hotkey: `hot-${uid}`,
    coldkey: `cold-${uid}`,
    registeredAt: 10 + uid,
    stake: BigInt(uid) * 1_000_000_000n,
    ...change,
  };
}

/** A commitment of one raw field; `encoded` is made up, the store does not read it. */
export function createEntry(hotkey: string, text: string, block = 50): CommitmentEntry {
  const bytes = new TextEncoder().encode(text);
  return {
    status: "present",
    commitment: {
      hotkey,
      block,
      fields: [{ type: "raw", bytes }],
      encoded: new Uint8Array([block % 256, ...bytes]),
      revealed: [],
    },
  };
}

export function blockAt(number: number): {
  number: number;
  hash: `0x${string}`;
  timestamp: number;
} {
  return { number, hash: `0x${number.toString(16).padStart(64, "0")}`, timestamp: number * 12_000 };
}

/** A valid row that is its own canonical text. */
export function createRow(row: number, text: string): StoredRow {
  const length = Buffer.byteLength(text);
  const hash = sha256(text);
  return {
    row,
    line: row + 1,
    offset: row * (length + 1),
    length,
    status: "valid",
    rawSha256: hash,
    canonicalSha256: hash,
    canonicalLength: length,
  };
}

/** Makes a blob other bytes of the same length, or whatever `change` makes of them. */
export function damageBlob(
  store: Store,
  name: string,
  change: (bytes: Buffer) => Uint8Array = (bytes) => bytes.map((byte) => byte ^ 1),
): void {
  const path = blobPath(createLayout(store.dataDir), name);
  writeFileSync(path, change(readFileSync(path)));
}
