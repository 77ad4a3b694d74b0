// The verdict from a store that is not open yet, in a process of its own: node from-index.mjs FOLDER
import { join } from "node:path";
import { judge, readJudgementInput, RULE_SETS } from "@flock-tools/flock";
import { openStore, readStoreIdentity } from "@flock-tools/store";

const dataDir = join(process.argv[2], "store");
const ruleSet = RULE_SETS.find(({ name }) => name === "2026-02");

const started = performance.now();
const store = openStore({ dataDir, ...readStoreIdentity(dataDir) });
const { input } = await readJudgementInput(store, { ruleSet });
const { miners, totals } = judge(input);
const indexMs = performance.now() - started;
store.close();

const { invalid, duplicate } = totals;
const inPool = miners.map((miner) => miner.inPool);
process.stdout.write(JSON.stringify({ indexMs, counts: { inPool, invalid, duplicate } }));
