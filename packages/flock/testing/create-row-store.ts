import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import type { BlockRef, CommitmentEntry } from "@flock-tools/core";
import {
  commitFile,
  openPartial,
  openStore,
  recordObservation,
  type Store,
} from "@flock-tools/store";
import { onTestFinished } from "vitest";
import { createFolder } from "./open-devnet.ts";

/** A miner at the block that was observed. */
export interface StoredMiner {
  readonly uid: number;
  /** The file that it committed to; undefined: it committed to one that is not there. */
  readonly file?: string | Uint8Array | undefined;
  /** Block of its commitment. Default: its uid. */
  readonly block?: number;
  /** Default `7`. */
  readonly competition?: string;
  /** Default: `5Cold<uid>`. */
  readonly coldkey?: string;
  /** What it committed, in place of the above; `null`: nothing. */
  readonly text?: string | null;
}

const GENESIS = `0x${"2f".repeat(32)}` as const;

/** The block at which stores of miners were observed: 1,000, at noon. */
export const OBSERVED: BlockRef = {
  number: 1_000,
  hash: `0x${"ab".repeat(32)}`,
  timestamp: Date.UTC(2026, 2, 10, 12),
};

/** A store of subnet 96 that saw these miners, and has their files; gone when the test ends. */
export async function createRowStore(miners: readonly StoredMiner[]): Promise<Store> {
  const store = openStore({ dataDir: await createFolder(), genesis: GENESIS, netuid: 96 });
  onTestFinished(() => store.close());
  observe(store, OBSERVED, miners);
  for (const { uid, file } of miners) {
    if (file !== undefined) await storeFile(store, { ...getTarget(uid), file });
  }
  return store;
}

/** Takes a file into the store as a download does, without an index. */
export async function storeFile(
  store: Store,
  {
    repoId,
    commit,
    file,
  }: { readonly repoId: string; readonly commit: string; readonly file: string | Uint8Array },
): Promise<string> {
  const bytes = Buffer.from(file);
  const key = { repoId, commit, path: "data.jsonl" };
  const partial = openPartial(store, key);
  await writeFile(partial.path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await commitFile(store, { ...key, partial, sha256, size: bytes.length });
  return sha256;
}

/** Notes what was seen at one block. */
export function observe(store: Store, block: BlockRef, miners: readonly StoredMiner[]): void {
  recordObservation(store, {
    block,
    neurons: miners.map(({ uid, coldkey }) => ({
      uid,
      hotkey: `5Hot${uid}`,
      coldkey: coldkey ?? `5Cold${uid}`,
      registeredAt: 1,
      stake: 0n,
    })),
    commitments: new Map(miners.map((miner) => [`5Hot${miner.uid}`, createEntry(miner)])),
  });
}

/** Where the file of a miner is. */
export function getTarget(uid: number): { readonly repoId: string; readonly commit: string } {
  return { repoId: `miner${uid}/data`, commit: uid.toString(16).padStart(40, "c") };
}

function createEntry({ uid, competition = "7", block, text }: StoredMiner): CommitmentEntry {
  if (text === null) return { status: "absent" };
  const { repoId, commit } = getTarget(uid);
  const bytes = Buffer.from(text ?? `${repoId}:${competition}:${commit}`, "latin1");
  const commitment = {
    hotkey: `5Hot${uid}`,
    block: block ?? uid,
    fields: [{ type: "raw", bytes }] as const,
    encoded: Uint8Array.from(bytes),
    revealed: [],
  };
  return { status: "present", commitment };
}

/** A row of a conversation that nobody else has, by a number. */
export function createRow(
  content: string,
  turns: number = 1,
  system: string | null = null,
): string {
  const conversations = Array.from({ length: turns }, (_, turn) => ({
    role: turn % 2 === 0 ? "user" : "assistant",
    content: turn === 0 ? content : `answer ${turn}`,
  }));
  return JSON.stringify({ system, conversations });
}

/** Lines as a file. */
export function toFile(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
