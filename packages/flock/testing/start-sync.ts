import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Devnet } from "@flock-tools/devnet";
import { onTestFinished } from "vitest";

// On the built packages, as a program would import them.
const SCRIPT = `
  import { connectChain, getFinalizedBlock } from "@flock-tools/chain";
  import { syncSubnet } from "@flock-tools/flock";
  import { createHub } from "@flock-tools/hf";
  import { openStore } from "@flock-tools/store";

  const { endpoint, hubUrl, dataDir, files } = JSON.parse(process.argv[1]);
  const chain = await connectChain({ endpoint });
  const block = await getFinalizedBlock(chain);
  const hub = createHub({ endpoint: hubUrl });
  const store = openStore({ dataDir, genesis: chain.genesis, netuid: 96 });
  const { totals } = await syncSubnet({ chain, hub, store, block, files, concurrency: 4 });
  process.stdout.write(JSON.stringify(totals));
  store.close();
  await hub.close();
  await chain.disconnect();
`;

/** A sync in a process of its own. */
export interface SyncProcess {
  /** Its totals, or what it wrote to stderr before it failed; `undefined` if it was killed. */
  readonly ended: Promise<{ downloaded: number; alreadyThere: number } | string | undefined>;
  kill(): void;
}

export function startSync(
  devnet: Devnet,
  options: { readonly dataDir: string; readonly files: "data" | "all" },
): SyncProcess {
  const input = { endpoint: devnet.chain.url, hubUrl: devnet.hub.url, ...options };
  const args = ["--input-type=module", "--eval", SCRIPT, JSON.stringify(input)];
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]: unknown[]) => {
    if (signal === "SIGKILL") return undefined;
    return code === 0
      ? (JSON.parse(stdout) as { downloaded: number; alreadyThere: number })
      : stderr;
  });
  return { ended, kill: () => void child.kill("SIGKILL") };
}
