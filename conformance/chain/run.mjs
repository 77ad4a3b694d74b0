// The bittensor SDK, unmodified, against the local chain: what it sees is what packages/chain sees.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startDevnet } from "@flock-tools/devnet";
import { makePython } from "@flock-tools/scripts/python";
import { explainAnswer } from "./compare.mjs";
import { expect10 } from "./expect-10.mjs";
import { expect11 } from "./expect-11.mjs";
import { readChain } from "./read-chain.mjs";
import { listWorlds } from "./worlds.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const MOST_OUTPUT = 2 ** 27;
const CLIENT = "bittensor";

/** The versions of the SDK cannot live in one environment, nor with the packages that other sections need. */
export const ownPython = true;

const SDKS = [
  { major: "10", expect: expect10 },
  { major: "11", expect: expect11 },
];

export async function runSection({ folder, cache }) {
  const sdks = SDKS.map((sdk) => ({
    ...sdk,
    ...makePython({ requirements: here(`requirements-${sdk.major}.txt`), cache }),
  }));
  const results = sdks
    .filter(({ missing }) => missing !== undefined)
    .map(({ major, missing }) =>
      toResult({ version: major, call: "(all)", world: "-" }, "skipped", missing),
    );
  const usable = sdks.filter(({ missing }) => missing === undefined);
  for (const world of usable.length === 0 ? [] : listWorlds()) {
    results.push(...(await compareWorld(world, { sdks: usable, folder })));
  }
  return results;
}

async function compareWorld({ name, world, metadata, ...choice }, { sdks, folder }) {
  const devnet = await startDevnet({ world, metadata });
  try {
    const advance = () => devnet.chain.advance((chain) => changeSubnet(chain, choice.netuid));
    const seen = await readChain(devnet.chain.url, { netuid: choice.netuid, advance });
    const plan = createPlan(devnet.chain.url, { seen, choice });
    const results = [];
    for (const sdk of sdks) {
      const started = performance.now();
      const wanted = sdk.expect(seen, plan);
      const {
        version = sdk.major,
        answers,
        fault,
      } = await readWithSdk(sdk, { plan, folder, name });
      for (const [call, value] of Object.entries(wanted)) {
        const row = { version, call, world: name };
        results.push(
          judge(row, { answer: answers.get(call) ?? { error: fault }, wanted: value, seen }),
        );
      }
      const seconds = (performance.now() - started) / 1000;
      process.stderr.write(
        `bittensor ${version}, ${name}: ${answers.size} calls, ${seconds.toFixed(1)} s\n`,
      );
    }
    return results;
  } finally {
    await devnet.close();
  }
}

/** One neuron and one commitment less: so the block before is another one in what it holds. */
function changeSubnet(chain, netuid) {
  const subnets = chain.subnets.map((subnet) =>
    subnet.netuid === netuid
      ? {
          ...subnet,
          symbol: `${subnet.symbol}'`,
          neurons: subnet.neurons.slice(0, -1),
          commitments: subnet.commitments.slice(1),
        }
      : subnet,
  );
  return { ...chain, subnets };
}

/** What the Python side is told to ask for. */
function createPlan(endpoint, { seen, choice }) {
  const { neurons, commitments } = seen.subnet;
  const statusOf = ({ hotkey }) => commitments.get(hotkey).status;
  const some = ["present", "absent"].map((status) => neurons.find((it) => statusOf(it) === status));
  return {
    endpoint,
    ...choice,
    noNetuid: 9_999,
    block: seen.block.number,
    olderBlock: seen.older.number,
    pastBlock: seen.past.block.number,
    hotkeys: neurons.map(({ hotkey }) => hotkey),
    pastHotkeys: seen.past.neurons.map(({ hotkey }) => hotkey),
    // Such a value is refused even by itself.
    undecodable: neurons
      .filter((neuron) => statusOf(neuron) === "undecodable")
      .map(({ hotkey }) => hotkey),
    uids: some.flatMap((neuron) => neuron?.uid ?? []),
  };
}

async function readWithSdk({ major, python }, { plan, folder, name }) {
  const home = join(folder, `${major} ${name}`);
  mkdirSync(home);
  const path = join(home, "plan.json");
  writeFileSync(path, JSON.stringify(plan));
  // Nothing of this user's: wallets, caches of metadata, settings.
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    USERPROFILE: home,
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const options = { cwd: home, env, maxBuffer: MOST_OUTPUT };
  const args = [here(`sdk_${major}.py`), path];
  const ended = await promisify(execFile)(python, args, options).catch((error) => error);
  const lines = ended.stdout.split("\n").filter((line) => line.startsWith("{"));
  const found = lines.map((line) => JSON.parse(line));
  return {
    version: found.find((it) => it.version !== undefined)?.version,
    answers: new Map(found.map((it) => [it.call, it])),
    fault: ended.stderr.trim().split("\n").at(-1) || "it ended early",
  };
}

function judge(row, { answer, wanted, seen }) {
  const detail = explainAnswer(answer, wanted);
  if (detail === undefined) return toResult(row, "equal");
  if (!isSameRefusal(answer, seen)) return toResult(row, "different", detail);
  return toResult({ ...row, call: `${row.call}: refused` }, "equal");
}

/**
 * The SDK refuses a whole map because of one value that no type fits, packages/chain that one value. Whether both name
 * the same variant.
 */
function isSameRefusal({ error = "" }, { subnet }) {
  const [, index] = /(?:no variant with index|Index) '?(\d+)/.exec(error) ?? [];
  const reasons = [...subnet.commitments.values()].flatMap(({ reason }) => reason ?? []);
  const isNamed = (reason) => new RegExp(`\\b${index}\\b`).test(reason);
  return index !== undefined && reasons.some(isNamed);
}

function toResult(row, outcome, detail) {
  return { client: CLIENT, ...row, outcome, detail };
}
