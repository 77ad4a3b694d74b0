import { type CommandContext, quoteArgument, safe } from "@flock-tools/cli";
import { type Devnet, startDevnet } from "@flock-tools/devnet";
import { createClientEnv } from "./client-env.ts";
import type { ServeOptions } from "./command.ts";
import { createChosenWorld } from "./create-chosen-world.ts";
import { readMetadataFile } from "./read-metadata-file.ts";

/** `pnpm devnet`: serves a world and says how to reach it, until it is interrupted. */
export async function serve(context: CommandContext<ServeOptions>): Promise<number> {
  const { options, signal, cwd } = context;
  const { port, hubPort, latency: latencyMs } = options;
  const world = createChosenWorld(options);
  const metadata = readMetadataFile(options, cwd);
  const devnet = await startDevnet({ world, port, hubPort, latencyMs, metadata });
  try {
    printServers(context, devnet);
    await aborted(signal);
    return 0;
  } finally {
    await devnet.close();
  }
}

function printServers(
  { output, options }: CommandContext<ServeOptions>,
  { chain, hub }: Devnet,
): void {
  const env = createClientEnv({ chain, hub });
  const { world, seed } = options;
  output.dataNow({ world, seed, chain: chain.url, hub: hub.url, env });
  output.result(
    safe`chain  ${chain.url}`,
    safe`hub    ${hub.url}`,
    "",
    ...Object.entries(env).map(([name, value]) => safe`export ${name}=${quoteArgument(value)}`),
  );
  output.note(safe`serving the world ${world}; Ctrl-C to stop`);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
