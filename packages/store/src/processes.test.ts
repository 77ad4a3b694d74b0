import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startChild } from "../testing/child.ts";
import {
  blockAt,
  COMMIT,
  createEntry,
  createFolder,
  createNeuron,
  createStore,
  GENESIS,
  sha256,
  storeText,
} from "../testing/helpers.ts";
import { readBlob } from "./blobs.ts";
import { digestStore } from "./digest.ts";
import { recordObservation } from "./observations.ts";
import { openPartial } from "./partials.ts";
import { findSnapshotFile, listSnapshotFiles } from "./snapshots.ts";

const OPEN =
  "const it = store.openStore({ dataDir: args.dataDir, genesis: args.genesis, netuid: 96 });";

const COMMIT_ALL = `
  say("ready");
  await go();
  ${OPEN}
  for (const n of args.numbers) {
    const text = "file " + n;
    const key = { repoId: "user/data", commit: args.commit, path: n + ".jsonl" };
    const partial = store.openPartial(it, key);
    fs.writeFileSync(partial.path, text);
    await store.commitFile(it, { ...key, partial, sha256: sha256(text), size: text.length, rows: 1 });
    store.recordObservation(it, {
      block: { number: n, hash: "0x" + n.toString(16).padStart(64, "0"), timestamp: n * 12000 },
      neurons: [],
      commitments: new Map(),
    });
  }
  it.close();
`;

/** Children that open one folder at the same moment and commit the files of their numbers. */
async function commitTogether(
  dataDir: string,
  numbers: readonly (readonly number[])[],
): Promise<void> {
  const children = numbers.map((mine) =>
    startChild(COMMIT_ALL, { dataDir, genesis: GENESIS, commit: COMMIT, numbers: mine }),
  );
  for (const child of children) expect(await child.nextLine()).toBe("ready");
  for (const child of children) child.go();
  await Promise.all(children.map((child) => child.done()));
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

async function expectedDigest(numbers: readonly number[]): Promise<string> {
  const store = createStore();
  for (const n of numbers) {
    await storeText(store, `file ${n}`, { path: `${n}.jsonl` });
    recordObservation(store, { block: blockAt(n), neurons: [], commitments: new Map() });
  }
  return digestStore(store);
}

describe("several processes on one folder", () => {
  it.each([
    { title: "two, different files", numbers: [range(0, 30), range(30, 60)] },
    { title: "two, the same files", numbers: [range(0, 30), range(0, 30)] },
    {
      title: "four, some of both",
      numbers: [range(0, 20), range(10, 30), range(20, 40), range(0, 40)],
    },
  ])("lose nothing and add nothing: $title", async ({ numbers }) => {
    const dataDir = createFolder();
    await commitTogether(dataDir, numbers);
    const store = createStore(dataDir);
    const all = [...new Set(numbers.flat())];
    expect(listSnapshotFiles(store, { repoId: "user/data", commit: COMMIT })).toHaveLength(
      all.length,
    );
    for (const n of all) {
      const text = `file ${n}`;
      expect(readBlob(store, sha256(text)).toString()).toBe(text);
    }
    expect(digestStore(store)).toBe(await expectedDigest(all));
    expect(readdirSync(join(dataDir, "tmp"))).toEqual([]);
  });

  it("one of them stopped in the middle of a download leaves its bytes to the next", async () => {
    const dataDir = createFolder();
    const key = { repoId: "user/data", commit: COMMIT, path: "data.jsonl" };
    const child = startChild(
      `${OPEN}
      const partial = store.openPartial(it, args.key);
      fs.writeFileSync(partial.path, "first half, ");
      fs.writeFileSync(partial.etagPath, "etag");
      say(partial.path);
      await go();`,
      { dataDir, genesis: GENESIS, key },
    );
    const path = await child.nextLine();
    const store = createStore(dataDir);
    const meanwhile = openPartial(store, key);
    expect(existsSync(meanwhile.path)).toBe(false);
    expect(readFileSync(path, "utf8")).toBe("first half, ");
    await child.kill();
    const partial = openPartial(store, key);
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(partial.path, "utf8")).toBe("first half, ");
    expect(readFileSync(partial.etagPath, "utf8")).toBe("etag");
    partial.release();
    writeFileSync(openPartial(store, key).path, "");
  });

  it("share what a dead one has left: each partial goes to one of them", async () => {
    const dataDir = createFolder();
    const keys = range(0, 20).map((n) => ({ repoId: "user/data", commit: COMMIT, path: `${n}` }));
    const dead = startChild(
      `${OPEN}
      for (const key of args.keys) fs.writeFileSync(store.openPartial(it, key).path, key.path + "!");
      say("left");
      await go();`,
      { dataDir, genesis: GENESIS, keys },
    );
    expect(await dead.nextLine()).toBe("left");
    await dead.kill();
    const heirs = [0, 1, 2].map(() =>
      startChild(
        `${OPEN}
        say("ready");
        await go();
        const taken = args.keys.flatMap((key) => {
          const { path } = store.openPartial(it, key);
          return fs.existsSync(path) ? [fs.readFileSync(path, "utf8")] : [];
        });
        say(JSON.stringify(taken));
        await go();`,
        { dataDir, genesis: GENESIS, keys },
      ),
    );
    for (const heir of heirs) await heir.nextLine();
    for (const heir of heirs) heir.go();
    const taken: string[] = [];
    for (const heir of heirs) taken.push(...(JSON.parse(await heir.nextLine()) as string[]));
    for (const heir of heirs) heir.go();
    await Promise.all(heirs.map((heir) => heir.done()));
    expect(taken.toSorted()).toEqual(keys.map(({ path }) => `${path}!`).toSorted());
  });

  it("one of them killed at any moment leaves whole files only", async () => {
    const dataDir = createFolder();
    const child = startChild(
      `${OPEN}
      for (let n = 0; ; n += 1) {
        const text = n + " ".repeat(5000);
        const key = { repoId: "user/data", commit: args.commit, path: n + ".jsonl" };
        const partial = store.openPartial(it, key);
        fs.writeFileSync(partial.path, text);
        const file = { ...key, partial, sha256: sha256(text), size: text.length };
        await store.commitFile(it, file);
        say(n);
      }`,
      { dataDir, genesis: GENESIS, commit: COMMIT },
    );
    let last = -1;
    while (last < 25) last = Number(await child.nextLine());
    await child.kill();
    const store = createStore(dataDir);
    const files = listSnapshotFiles(store, { repoId: "user/data", commit: COMMIT });
    expect(files.length).toBeGreaterThan(last);
    for (const { sha256: name, path } of files) {
      expect(readBlob(store, name).toString().trim()).toBe(path.replace(".jsonl", ""));
    }
    for (const n of range(0, last + 1)) {
      const key = { repoId: "user/data", commit: COMMIT, path: `${n}.jsonl` };
      expect(findSnapshotFile(store, key)).toBeDefined();
    }
  });

  it("see each other's observations at once", async () => {
    const dataDir = createFolder();
    const store = createStore(dataDir);
    const child = startChild(
      `${OPEN}
      say("open");
      await go();
      say(JSON.stringify(store.listCommitments(it).map((c) => [c.hotkey, c.firstSeen, c.lastSeen])));
      it.close();`,
      { dataDir, genesis: GENESIS },
    );
    await child.nextLine();
    recordObservation(store, {
      block: blockAt(8),
      neurons: [createNeuron(0)],
      commitments: new Map([["h", createEntry("h", "x")]]),
    });
    child.go();
    expect(JSON.parse(await child.nextLine())).toEqual([["h", 8, 8]]);
    await child.done();
  });
});
