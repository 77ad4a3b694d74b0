import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startChild } from "../testing/child.ts";
import { createFolder, createStore, GENESIS } from "../testing/helpers.ts";
import { createLayout } from "./layout.ts";
import { lockStore, type StoreLock } from "./lock.ts";
import { currentOwner, formatOwner, type Owner } from "./owner.ts";

const NOW = 1_800_000_000_000;
const self = currentOwner();

function lock(dataDir: string, purpose: string, clock = () => NOW): StoreLock {
  const layout = createLayout(dataDir);
  mkdirSync(layout.lock, { recursive: true });
  const held = lockStore({ layout, owner: self, clock, purpose, waitMs: 0 });
  onTestFinished(() => held.release());
  return held;
}

function notesOf(dataDir: string): string[] {
  return readdirSync(join(dataDir, "lock")).filter((name) => name.endsWith(".json"));
}

/** A note as a process would have left it that was killed, or that never was. */
function leaveNote(dataDir: string, change: Partial<Owner>, since = NOW): string {
  const name = `${formatOwner({ ...self, ...change })}.${"0".repeat(16)}.json`;
  mkdirSync(join(dataDir, "lock"), { recursive: true });
  const note = { purpose: "pnpm dl gc", alone: true, since };
  writeFileSync(join(dataDir, "lock", name), JSON.stringify(note));
  return name;
}

describe("the lock of a data folder", () => {
  it("is shared by any number, and had alone by one that nobody shares it with", async () => {
    const dataDir = createFolder();
    const first = lock(dataDir, "first");
    const second = lock(dataDir, "second", () => NOW + 5000);
    let ran = 0;
    const locked = { code: "STORE_LOCKED", kind: "locked" };
    await expect(second.alone("alone", () => (ran += 1))).rejects.toMatchObject({
      ...locked,
      message: `${dataDir} is in use by process ${process.pid} (first, for 5 s)`,
    });
    first.release();
    await second.alone("alone", () => {
      ran += 1;
      expect(() => lock(dataDir, "third")).toThrow(
        expect.objectContaining({
          ...locked,
          message: `${dataDir} is in use by process ${process.pid} (alone)`,
        }),
      );
    });
    expect(ran).toBe(1);
    lock(dataDir, "third").release();
    expect(notesOf(dataDir)).toHaveLength(1);
    second.release();
    second.release();
    expect(readdirSync(join(dataDir, "lock"))).toEqual(["use"]);
  });

  it("goes back to being shared when the work that was done alone fails", async () => {
    const dataDir = createFolder();
    const held = lock(dataDir, "held");
    await expect(held.alone("alone", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(() => held.aloneSync("alone", () => JSON.parse("{"))).toThrow(SyntaxError);
    const other = lock(dataDir, "other");
    await expect(other.alone("alone", () => 1)).rejects.toMatchObject({ code: "STORE_LOCKED" });
  });

  it("names who has it alone rather than who waits, and of several the one who came first", async () => {
    const dataDir = createFolder();
    const late = lock(dataDir, "late");
    lock(dataDir, "early", () => NOW - 7_200_000);
    lock(dataDir, "later", () => NOW + 1);
    await expect(late.alone("x", () => 1)).rejects.toThrow(/\(early, for 2 h\) and 1 more$/);
  });

  it.each<{ title: string; change: Partial<Owner>; since?: number }>([
    { title: "a dead process", change: { pid: 2 ** 22 + 1 } },
    { title: "a process whose pid is another's by now", change: { start: "deadbeef" } },
    { title: "a process of another machine", change: { host: "ffffffff" } },
    { title: "a clock that was a year ahead", change: { start: "deadbeef" }, since: NOW + 3.2e10 },
    { title: "a clock that was a year behind", change: { host: "ffffffff" }, since: NOW - 3.2e10 },
  ])("is not held by what $title has left", async ({ change, since }) => {
    const dataDir = createFolder();
    leaveNote(dataDir, change, since);
    const held = lock(dataDir, "held");
    expect(await held.alone("alone", () => "done")).toBe("done");
    expect(notesOf(dataDir)).toHaveLength(1);
  });

  it("keeps no notes of the dead, and says nothing of time where the clock was set back", async () => {
    const dataDir = createFolder();
    const dead = leaveNote(dataDir, { start: "deadbeef" });
    const far = leaveNote(dataDir, { host: "ffffffff" }, NOW + 1000);
    const held = lock(dataDir, "held");
    expect(notesOf(dataDir)).not.toContain(dead);
    lock(dataDir, "other", () => NOW + 2000);
    await expect(held.alone("alone", () => 1)).rejects.toThrow(
      /is in use by process \d+ of another machine or container \(pnpm dl gc\)$/,
    );
    expect(notesOf(dataDir)).toContain(far);
  });

  it("holds, and names nobody, where the notes are unreadable", async () => {
    const dataDir = createFolder();
    const held = lock(dataDir, "held");
    lock(dataDir, "other");
    for (const name of notesOf(dataDir)) writeFileSync(join(dataDir, "lock", name), "{");
    await expect(held.alone("alone", () => 1)).rejects.toThrow(/is in use by another process$/);
    writeFileSync(join(dataDir, "lock", notesOf(dataDir)[0]!), '{"purpose":7}');
    await expect(held.alone("alone", () => 1)).rejects.toMatchObject({ code: "STORE_LOCKED" });
  });

  it("writes nothing into its file, which may be of any length of use", async () => {
    const dataDir = createFolder();
    const held = lock(dataDir, "held");
    for (let i = 0; i < 3; i += 1) await held.alone("alone", () => 1);
    expect(readFileSync(join(dataDir, "lock", "use"))).toHaveLength(0);
    expect(readdirSync(join(dataDir, "lock"))).toHaveLength(2);
  });
});

describe("the lock between processes", () => {
  const OPEN = `const it = store.openStore({ ...args, netuid: 96, purpose: "pnpm dl" });`;

  it("process: kill -9 of who holds it frees it", async () => {
    const dataDir = createFolder();
    const child = startChild(`${OPEN} say("open"); await go();`, { dataDir, genesis: GENESIS });
    expect(await child.nextLine()).toBe("open");
    const store = createStore(dataDir);
    await expect(store.internals.lock.alone("x", () => 1)).rejects.toThrow(
      /\(pnpm dl, for \d+ s\)/,
    );
    await child.kill();
    expect(await store.internals.lock.alone("x", () => 1)).toBe(1);
  });

  it("process: kill -9 of who has it alone frees it", async () => {
    const dataDir = createFolder();
    const child = startChild(
      `${OPEN} await it.internals.lock.alone("cleaning", async () => { say("alone"); await go(); });`,
      { dataDir, genesis: GENESIS },
    );
    expect(await child.nextLine()).toBe("alone");
    expect(() => createStore(dataDir)).toThrow(/is in use by process \d+ \(cleaning, for \d+ s\)$/);
    await child.kill();
    createStore(dataDir);
    expect(notesOf(dataDir)).toHaveLength(1);
  });

  it("process: who opens the folder meanwhile waits for a short work, and gives up on a long one", async () => {
    const dataDir = createFolder();
    const store = createStore(dataDir);
    const children = await store.internals.lock.alone("short work", async () => {
      const started = startChild(`say("start"); ${OPEN} say("open"); it.close();`, {
        dataDir,
        genesis: GENESIS,
      });
      await started.nextLine();
      return started;
    });
    expect(await children.nextLine()).toBe("open");
    await children.done();
  });
});
