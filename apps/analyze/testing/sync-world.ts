import { startDevnet, type World } from "@flock-tools/devnet";
import { runDownloader } from "./run-app.ts";

/** Fills `<cwd>/data` as `pnpm dl --eval` does. */
export async function syncWorld(world: World, cwd: string): Promise<void> {
  const devnet = await startDevnet({ world });
  try {
    const env = { BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url, HF_ENDPOINT: devnet.hub.url };
    const { code, stderr } = await runDownloader(["--eval", "--netuid", "96"], { cwd, env });
    if (code !== 0) throw new Error(stderr);
  } finally {
    await devnet.close();
  }
}
