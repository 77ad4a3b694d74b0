import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startChild } from "../testing/child.ts";
import {
  blockAt,
  createEntry,
  createFolder,
  createNeuron,
  createRow,
  createStore,
  GENESIS,
  storeText,
} from "../testing/helpers.ts";
import { recordObservation } from "./observations.ts";
import { openStore } from "./open-store.ts";
import { writeRowIndex } from "./row-index.ts";
import { verifyStore } from "./verify-store.ts";
import { writeView } from "./view.ts";

const CASES = process.env["FLOCK_FAULTS"] === "all" ? 1000 : 60;
const SEED = Number(process.env["FLOCK_FAULTS_SEED"] ?? 1);

/** A folder with something in every table, and its blobs. */
async function createFull(): Promise<string> {
  const store = createStore();
  for (let n = 0; n < 8; n += 1) {
    const file = await storeText(store, `text ${n}`, { repoId: `user/data-${n}` });
    const rows = [createRow(0, `text ${n}`)];
    writeRowIndex(store, { sha256: file.sha256, version: 1, verdict: { status: "valid" }, rows });
    await writeView(store, { folder: `miner_${n}`, files: [file] });
    recordObservation(store, {
      block: blockAt(100 + n),
      neurons: [createNeuron(n)],
      commitments: new Map([[`hot-${n}`, createEntry(`hot-${n}`, `user/data-${n}:1:main`)]]),
    });
  }
  store.close();
  const folder = createFolder();
  for (const name of ["blobs", "miner_datasets", "catalog.sqlite"]) {
    cpSync(join(store.dataDir, name), join(folder, name), { recursive: true });
  }
  return folder;
}

// In a process of its own, since what crashes the library ends the process. Each case is a file of its own, because the
// library keeps what it has read of one.
const TRY_ALL = `
  const { join } = await import("node:path");
  let state = args.seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const listAll = (dataDir) => fs.readdirSync(join(dataDir, "blobs"), { recursive: true }).filter((path) => path.length > 60).sort();
  const needed = listAll(args.from).join();
  const open = (dataDir, evenIfDamaged) => store.openStore({ dataDir, genesis: args.genesis, netuid: 96, evenIfDamaged });
  const look = async (it, looks) => {
    try {
      for (const one of looks) {
        try { await one(it); } catch (error) {
          if (error.name !== "StoreError") throw new Error("no StoreError", { cause: error });
        }
      }
    } finally {
      it.close();
    }
  };
  const looks = [
    store.verifyViews,
    store.digestStore,
    store.listCommitments,
    store.listRuns,
    (it) => store.listRunOutcomes(it, 1),
    (it) => store.readSubnetAt(it, { block: 107 }),
    (it) => store.listUnindexedFiles(it, { version: 2 }),
    (it) => store.findRows(it, { sha256: "00000000" }),
  ];
  const use = async (dataDir) => {
    let outcome = "not found";
    await look(open(dataDir, true), [
      async (it) => { if ((await store.verifyStore(it)).catalog.length > 0) outcome = "found"; },
      store.collectGarbage,
    ]);
    // Whatever was found: who opens it without a look must not crash either.
    await look(open(dataDir, false), looks);
    return outcome;
  };
  const counts = {};
  const wrongs = [];
  for (let n = 0; n < args.cases; n += 1) {
    const dataDir = join(args.base, String(n));
    fs.cpSync(args.from, dataDir, { recursive: true });
    const catalog = join(dataDir, "catalog.sqlite");
    const bytes = fs.readFileSync(catalog);
    const flips = 1 + Math.floor(random() * 8);
    for (let i = 0; i < flips; i += 1) bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
    fs.writeFileSync(catalog, bytes);
    const outcome = await use(dataDir).catch((error) => error.name === "StoreError" ? error.code : error.stack);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (outcome.includes("\\n")) wrongs.push([n, outcome]);
    if (listAll(dataDir).join() !== needed) wrongs.push([n, "blobs were deleted"]);
    fs.rmSync(dataDir, { recursive: true });
  }
  say(JSON.stringify({ counts, wrongs }));
`;

interface Answer {
  readonly counts: Record<string, number>;
  readonly wrongs: readonly unknown[];
}

describe("disk: a catalog in which bits have flipped", () => {
  it(
    "is refused or read, never a crash, and costs no blob",
    { timeout: 3_600_000 },
    async ({ task }) => {
      const from = await createFull();
      const base = createFolder();
      expect(readFileSync(join(from, "catalog.sqlite")).length).toBeGreaterThan(4096);
      const child = startChild(TRY_ALL, { from, base, seed: SEED, cases: CASES, genesis: GENESIS });
      const { counts, wrongs } = JSON.parse(await child.nextLine()) as Answer;
      await child.done();
      Object.assign(task.meta, { counts: { "catalogs with flipped bits": CASES } });
      expect(wrongs).toEqual([]);
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(CASES);
      // Most of a small catalog is free room, in which nobody minds.
      expect(counts["not found"]).toBeLessThan(CASES);
    },
  );

  it("is refused where its text is none, which --verify tells", async () => {
    const dataDir = await createFull();
    const options = { dataDir, genesis: GENESIS, netuid: 96 };
    const store = openStore(options);
    const broken = "CAST(x'80' || substr(CAST(hotkey AS BLOB), 2) AS TEXT)";
    store.internals.sqlite.run(`UPDATE neurons SET hotkey = ${broken} WHERE uid = 3`);
    store.close();
    expect(() => openStore(options)).toThrow(
      expect.objectContaining({
        code: "STORE_CORRUPT",
        details: "a hotkey of neurons is no text",
        next: "run pnpm dl --verify, which says what can be done",
      }),
    );
    const opened = openStore({ ...options, evenIfDamaged: true });
    const { catalog } = await verifyStore(opened);
    opened.close();
    expect(catalog).toEqual(["a hotkey of neurons is no text"]);
  });
});
