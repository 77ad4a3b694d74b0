// The clients that are to download something, each download where it can be killed.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const CLIENT_PY = fileURLToPath(new URL("client.py", import.meta.url));
/** No answer, or no byte of one, for so long: what each client can be told of this is set to it. */
const TIMEOUT_SECONDS = 3;

/**
 * `{ name, version, download, close }` each; `download(asked, { signal })` gives `{ sha256, path }` of the file on the
 * disk, `{ error }`, or `{ hangs: true }` where it was killed after `asked.seconds`. An abort kills it earlier.
 */
export async function startClients({ python, home }) {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url)));
  return [
    startWorkers("flock-tools", { version, url: new URL("client-flock.mjs", import.meta.url) }),
    await startPython({ python, home }),
    startWorkers("@huggingface/hub", {
      version: readHubVersion(),
      url: new URL("client-js.mjs", import.meta.url),
    }),
  ];
}

function readHubVersion() {
  const entry = createRequire(import.meta.url).resolve("@huggingface/hub");
  return JSON.parse(readFileSync(join(entry, "..", "..", "package.json"))).version;
}

function startWorkers(name, { version, url }) {
  return {
    name,
    version,
    download: (...asked) => downloadInWorker(url, ...asked),
    close: async () => {},
  };
}

async function downloadInWorker(url, { seconds, ...asked }, { signal: killed }) {
  const workerData = { ...asked, timeoutMs: TIMEOUT_SECONDS * 1000 };
  // Its output is read by nobody: what is found is sent.
  const worker = new Worker(url, { workerData, stdout: true, stderr: true });
  const giveUp = new AbortController();
  const { signal } = giveUp;
  try {
    return await Promise.race([
      once(worker, "message", { signal }).then(([answer]) => answer),
      once(worker, "exit", { signal }).then(([code]) => ({ error: `exit code ${code}` })),
      once(AbortSignal.timeout(seconds * 1000), "abort", { signal }).then(() => ({ hangs: true })),
      once(killed, "abort", { signal }).then(() => ({ error: "killed" })),
    ]);
  } catch (error) {
    // A rejection that nobody handles ends a process.
    return { error: `the process ends: ${error.name}: ${error.message}` };
  } finally {
    giveUp.abort();
    await worker.terminate();
  }
}

async function startPython({ python, home }) {
  // Nothing of this user's: tokens, caches, settings, proxies.
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    USERPROFILE: home,
    HF_HOME: join(home, "hf"),
    HF_HUB_DISABLE_TELEMETRY: "1",
    HF_HUB_DISABLE_PROGRESS_BARS: "1",
    HF_HUB_ETAG_TIMEOUT: String(TIMEOUT_SECONDS),
    HF_HUB_DOWNLOAD_TIMEOUT: String(TIMEOUT_SECONDS),
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const child = spawn(python, [CLIENT_PY], { cwd: home, env, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [head] = await Promise.race([once(lines, "line"), ended]);
  if (typeof head !== "string") throw new Error(`client.py ended with ${head}`);
  const waiting = new Map();
  lines.on("line", (line) => {
    const { id, ...answer } = JSON.parse(line);
    waiting.get(id)(answer);
  });
  lines.on("close", () => {
    for (const settle of waiting.values()) settle({ error: "client.py has ended" });
  });
  const send = (line) => child.stdin.write(`${JSON.stringify(line)}\n`);
  let last = 0;
  return {
    name: "huggingface_hub",
    version: JSON.parse(head).version,
    download: (asked, { signal }) =>
      new Promise((resolve) => {
        last += 1;
        const id = last;
        waiting.set(id, resolve);
        send({ ...asked, id });
        signal.addEventListener("abort", () => send({ kill: id }), { once: true });
      }),
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
