// What every runner here shares: child processes with their wall time and peak memory, the devnet beside them, medians.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The built main.js of an app. */
export function appPath(name) {
  return fileURLToPath(new URL(`../apps/${name}/dist/main.js`, import.meta.url));
}

/** A file of this folder, by its path relative to it. */
export function benchPath(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

const RSS_HOOK = new URL("./report-rss.mjs", import.meta.url).href;

/** Runs a program to its end: its exit code, wall seconds from spawn to exit, and what it printed. */
export async function run(program, args, { env = {}, stdio = ["ignore", "pipe", "pipe"] } = {}) {
  const started = performance.now();
  const child = spawn(program, args, { env: { ...process.env, NO_COLOR: "1", ...env }, stdio });
  const [stdout, stderr, extra] = [1, 2, 3].map((fd) => collect(child.stdio[fd] ?? []));
  const [code] = await once(child, "exit");
  const seconds = (performance.now() - started) / 1000;
  return { code, seconds, stdout: await stdout, stderr: await stderr, extra: await extra };
}

/** Runs a Node script like `run`, with its peak resident memory in MB (1e6 bytes), as the operating system accounts it. */
export async function runNode(args, { env } = {}) {
  const stdio = ["ignore", "pipe", "pipe", "pipe"];
  const { extra, ...result } = await run(process.execPath, ["--import", RSS_HOOK, ...args], {
    env,
    stdio,
  });
  return { ...result, peakMb: Number(extra) / 1e6 };
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Serves a world in a process of its own: `{ chain, hub, counts(), close() }`. */
export async function serve(world, { latencyMs = 0 } = {}) {
  const child = spawn(process.execPath, [benchPath("serve.mjs"), world, String(latencyMs)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  const { chain, hub } = await next();
  return {
    chain,
    hub,
    /** Requests since the last call, by kind. */
    async counts() {
      child.stdin.write("counts\n");
      return next();
    },
    async close() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The machine and the versions that figures depend on, as one line. */
export function describeMachine() {
  const [cpu] = cpus();
  return `${process.platform} ${process.arch}, ${cpus().length} x ${cpu?.model.trim()}, Node ${process.version}`;
}

function formatRow(cells) {
  return `| ${cells.join(" | ")} |`;
}

export function markdownTable(header, rows) {
  return [header, header.map(() => "---"), ...rows].map(formatRow).join("\n");
}
