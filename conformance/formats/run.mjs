// Files of packages/tabular, read by Arrow, Polars, pandas, Hugging Face datasets and Python's own csv and json.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { explainDifference } from "../report.mjs";
import { listJobs } from "./jobs.mjs";
import { checkFormulas } from "./libre-office.mjs";

const READ = fileURLToPath(new URL("read.py", import.meta.url));
const MOST_OUTPUT = 2 ** 26;

export async function runSection({ python, folder }) {
  process.stderr.write("writing the files\n");
  const { jobs, faults } = await listJobs(folder);
  const results = [...faults];
  for (const client of new Set(jobs.map((job) => job.client))) {
    const own = jobs.filter((job) => job.client === client);
    const started = performance.now();
    results.push(...(await runClient(client, { jobs: own, python, folder })));
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`${client}: ${own.length} calls, ${seconds.toFixed(1)} s\n`);
  }
  return [...results, ...(await checkFormulas({ python, folder }))];
}

async function runClient(client, { jobs, python, folder }) {
  const path = join(folder, `${client}.json`);
  writeFileSync(path, JSON.stringify(jobs.map((job, id) => ({ ...job, wanted: undefined, id }))));
  const answers = await readAll(python, [client, path], folder);
  return jobs.map(({ call, world, wanted }, id) => {
    const answer = answers.get(id) ?? { error: answers.get("fault") };
    const detail = answer.error ?? explain(answer, wanted);
    const outcome = detail === undefined ? "equal" : "different";
    return { client, version: answer.version ?? "-", call, world, outcome, detail };
  });
}

/** What a client said of each job; what became of it where it ended before. */
async function readAll(python, args, folder) {
  // Nothing but the files: no network, nothing of this user's.
  const env = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: "1",
    HF_HOME: join(folder, "hf"),
    HF_HUB_OFFLINE: "1",
    HF_DATASETS_OFFLINE: "1",
    HF_HUB_DISABLE_TELEMETRY: "1",
  };
  const options = { env, maxBuffer: MOST_OUTPUT };
  const ended = await promisify(execFile)(python, [READ, ...args], options).catch((error) => error);
  const lines = ended.stdout.split("\n").filter((line) => line !== "");
  const answers = new Map(lines.map((line) => JSON.parse(line)).map((line) => [line.id, line]));
  return answers.set("fault", ended.stderr.trim().split("\n").at(-1) || "ended early");
}

function explain(answer, wanted) {
  if (answer.found === undefined) return explainDifference(answer, wanted);
  const [found, should] = [answer.found, wanted].map((value) => JSON.stringify(value));
  return found === should ? undefined : `${found}, not ${should}`;
}
