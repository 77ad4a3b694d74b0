// node packages/dataset/fuzz/run-conversations.mjs [--lines 1000000] [--seed 1]
import { parseArgs } from "node:util";
import { createConversationReader } from "../dist/index.js";
import { fuzzConversations } from "./fuzz-conversations.mjs";
import { findPython } from "./oracle.mjs";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
  },
});
const python = findPython();
if (python === undefined) {
  process.stderr.write("no python3 on the PATH: nothing to compare with\n");
  process.exit(2);
}
const { mismatches, ...tally } = await fuzzConversations({
  python,
  seed: Number(values.seed),
  lines: Number(values.lines),
  subject: createConversationReader(),
});
process.stdout.write(`${JSON.stringify(tally)}, ${mismatches.length} mismatches\n`);
for (const mismatch of mismatches) process.stdout.write(`${JSON.stringify(mismatch)}\n`);
if (mismatches.length > 0) process.exit(1);
