// Downloads from a Hub with faults: what packages/hf makes of each, and what the clients of others do in the same case.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { FAULTS } from "./cases.mjs";
import { startClients } from "./clients.mjs";
import { downloadUnderFault } from "./download-under-fault.mjs";
import { describeFound, isKept, OURS } from "./found.mjs";

export { updatePage } from "./update-page.mjs";
/** Its results are kept on a page of their own. */
export const keptIn = "../docs/RELIABILITY.md";

/** Downloads at the same time for each client: nearly all of their time is waiting. */
const AT_ONCE = 12;

export async function runSection({ python, folder }) {
  const clients = await startClients({ python, home: folder });
  try {
    const started = performance.now();
    const results = (
      await Promise.all(clients.map((client) => measureClient(client, folder)))
    ).flat();
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`faults: ${results.length} downloads, ${seconds.toFixed(1)} s\n`);
    return results;
  } finally {
    await Promise.all(clients.map(({ close }) => close()));
  }
}

async function measureClient(client, folder) {
  const cases = listCases().filter(({ fault }) => client.name !== OURS || !fault.isOthers);
  const homes = join(folder, client.name.replaceAll(/\W/g, "-"));
  mkdirSync(homes);
  const results = [];
  const left = cases.entries();
  // All take from one list: whoever is free does the next.
  const work = async () => {
    for (const [at, test] of left) {
      const home = join(homes, String(at));
      mkdirSync(home);
      results[at] = toResult(client, test, await downloadUnderFault(test, { client, home }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

function listCases() {
  return FAULTS.flatMap((fault) =>
    timesOf(fault).flatMap((isOnce) => [false, true].map((lfs) => ({ fault, lfs, isOnce }))),
  );
}

/** Whether it strikes once: both, but where one of them is no case. */
function timesOf({ change, nameFile, otherwise, play }) {
  if (change !== undefined || nameFile !== undefined) return [false];
  return otherwise === undefined && play === undefined ? [true, false] : [true];
}

/** What another client does is measured; ours has to keep the promise. */
function toResult({ name, version }, { fault, lfs, isOnce }, download) {
  const call = `${fault.name}, ${isOnce ? "once" : "for ever"}, ${lfs ? "LFS" : "regular"}`;
  const found = { ...download, fault: fault.name, lfs, isOnce };
  const outcome =
    name !== OURS
      ? "measured"
      : isKept(found, { mayRefuse: fault.mayRefuse })
        ? "equal"
        : "different";
  return {
    client: name,
    version,
    call,
    world: "faults",
    outcome,
    detail: describeFound(found),
    found,
  };
}
