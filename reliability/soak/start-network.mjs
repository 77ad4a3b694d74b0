import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const SERVE = fileURLToPath(new URL("serve.mjs", import.meta.url));

/**
 * The finney world, served by another process, so that its memory is not counted.
 *
 * @param {number} [seed] of the faults; none without
 */
export async function startNetwork(seed) {
  const args = seed === undefined ? [] : [String(seed)];
  const child = spawn(process.execPath, [SERVE, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  return {
    ...(await next()),
    /** How often each fault was injected since the start. */
    async countFaults() {
      child.stdin.write("\n");
      return next();
    },
    async close() {
      child.stdin.end();
      await once(child, "close");
    },
  };
}
