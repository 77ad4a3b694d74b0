// A Python script that answers a list of questions, one line of JSON each, after a line that says which versions answer.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const MOST_OUTPUT = 2 ** 26;

/** `{ head, answers, fault }`: the first line, the answers by their question's place, and why some are missing. */
export async function askClient({ script, args, home, env }, python) {
  const options = { cwd: home, env: { ...cleanEnv(home), ...env }, maxBuffer: MOST_OUTPUT };
  const ended = await promisify(execFile)(python, [script, ...args], options).catch(
    (error) => error,
  );
  const lines = ended.stdout.split("\n").filter((line) => line.startsWith("{"));
  const [head = {}, ...found] = lines.map((line) => JSON.parse(line));
  return {
    head,
    answers: new Map(found.map(({ at, ...answer }) => [at, answer])),
    fault: ended.stderr.trim().split("\n").at(-1) || "it ended early",
  };
}

/** Nothing of this user's: tokens, caches, settings, proxies. */
function cleanEnv(home) {
  return {
    PATH: process.env.PATH,
    HOME: home,
    USERPROFILE: home,
    HF_HOME: `${home}/hf`,
    HF_HUB_DISABLE_TELEMETRY: "1",
    HF_HUB_DISABLE_PROGRESS_BARS: "1",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}
