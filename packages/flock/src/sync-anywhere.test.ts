import { createWorld } from "@flock-tools/devnet";
import { digestStore, type Store } from "@flock-tools/store";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { COMMIT, createRepo, createSmallWorld } from "../testing/create-small-world.ts";
import { hashTree, type OpenDevnet, openDevnet } from "../testing/open-devnet.ts";
import type { FileScope } from "./plan-sync.ts";
import { syncSubnet } from "./sync-subnet.ts";

interface Result {
  readonly digest: string;
  readonly files: Readonly<Record<string, string>>;
}

/** One run, stopped at an event if there are so many; gives how many there were. */
async function run(
  net: OpenDevnet,
  store: Store,
  { files, stopAt }: { files: FileScope; stopAt?: number },
): Promise<number> {
  const controller = new AbortController();
  const { signal } = controller;
  const reason = new Error("stop");
  let events = 0;
  const onEvent = (): void => {
    if (events === stopAt) controller.abort(reason);
    events += 1;
  };
  const options = { ...net, store, files, signal, onEvent, evaluationPool: true, concurrency: 4 };
  await syncSubnet(options).catch((error: unknown) => {
    if (error !== reason) throw error;
  });
  return events;
}

async function look({ dataDir, ...store }: Store): Promise<Result> {
  const files = Object.entries(await hashTree(dataDir));
  return {
    digest: digestStore({ dataDir, ...store }),
    files: Object.fromEntries(files.filter(([path]) => !/^(?:catalog\.sqlite|lock\/)/.test(path))),
  };
}

const { hub } = createWorld("demo");
const hostile = hub.repos.find(({ id }) => id === "hostile/names")!;
const LONG = '{"a":"0123456789"}\n'.repeat(20_000);
const world = createSmallWorld(
  [
    `a/b:1:${COMMIT}`,
    `a/b:2:main`,
    `a/c:1:${COMMIT.slice(0, 8)}`,
    `a/none:1:${COMMIT}`,
    undefined,
    `hostile/names:1:${hostile.refs["main"]}`,
  ],
  [
    createRepo("a/b", { "data.jsonl": LONG, "README.md": "# b", "x/y": LONG }),
    createRepo("a/c"),
    hostile,
    createRepo("flock-io/flock-off-s1-competition", { "pool.jsonl": LONG }),
  ],
);

it.each(["data", "all"] as const)(
  "ends with the same folder wherever runs of scope %s were stopped before",
  async (files) => {
    const net = await openDevnet(world);
    const undisturbed = await net.createStore();
    const events = await run(net, undisturbed, { files });
    const expected = await look(undisturbed);
    expect(Object.keys(expected.files).length).toBeGreaterThan(6);
    const stops = fc.array(fc.nat(events - 1), { minLength: 1, maxLength: 3 });
    const property = fc.asyncProperty(stops, async (places) => {
      const store = await net.createStore();
      for (const stopAt of places) await run(net, store, { files, stopAt });
      await run(net, store, { files });
      expect(await look(store)).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 8, seed: 96 });
  },
);
