// huggingface_hub, unmodified, against the local Hub: what it finds is what packages/hf finds.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDevnet } from "@flock-tools/devnet";
import { explainAnswer } from "../chain/compare.mjs";
import { askClient } from "./ask-client.mjs";
import { askHf } from "./ask-hf.mjs";
import { compareCaches } from "./cache.mjs";
import { listWorlds } from "./worlds.mjs";

const CLIENT_PY = fileURLToPath(new URL("client.py", import.meta.url));
const CLIENT = "huggingface_hub";

export async function runSection({ python, folder }) {
  const results = [];
  for (const world of listWorlds()) {
    const home = join(folder, world.name);
    mkdirSync(home);
    results.push(...(await compareWorld(world, { python, home })));
  }
  return [...results, ...(await compareCaches({ python, folder }))];
}

async function compareWorld({ name, world, questions }, { python, home }) {
  const devnet = await startDevnet({ world });
  try {
    const started = performance.now();
    const endpoint = devnet.hub.url;
    const { version, answers, fault } = await askPython({ endpoint, questions }, { python, home });
    const results = [];
    for (const [at, question] of questions.entries()) {
      const wanted = await askHf(endpoint, question, home);
      const answer = answers.get(at) ?? { outcome: fault };
      results.push({
        client: CLIENT,
        version,
        world: name,
        ...judge(question, { answer, wanted }),
      });
    }
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`${CLIENT}, ${name}: ${answers.size} calls, ${seconds.toFixed(1)} s\n`);
    return results;
  } finally {
    await devnet.close();
  }
}

async function askPython(plan, { python, home }) {
  const path = join(home, "plan.json");
  writeFileSync(path, JSON.stringify(plan));
  const env = { HF_ENDPOINT: plan.endpoint };
  const args = [path, join(home, "caches")];
  const { head, ...rest } = await askClient({ script: CLIENT_PY, args, home, env }, python);
  return { version: head.version ?? "-", ...rest };
}

/** An outcome that both have is told with the call. */
function judge({ call }, { answer, wanted }) {
  if (answer.outcome !== undefined && answer.outcome === wanted.outcome) {
    return { call: `${call}: ${wanted.outcome}`, outcome: "equal" };
  }
  if (answer.outcome !== undefined || wanted.outcome !== undefined) {
    const [found, should] = [answer, wanted].map(({ outcome }) => outcome ?? "an answer");
    return { call, outcome: "different", detail: `${found}, not ${should}` };
  }
  const detail = explainAnswer(answer, wanted.value);
  return { call, outcome: detail === undefined ? "equal" : "different", detail };
}
