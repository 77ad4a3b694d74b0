import { type CommandContext, quoteArgument, safe } from "@flock-tools/cli";
import { type Devnet, type FaultPlan, startDevnet } from "@flock-tools/devnet";
import { createClientEnv } from "./client-env.ts";
import type { ServeOptions } from "./command.ts";
import { summariseFaults, watchFaults } from "./fault-report.ts";
import { describeSeed, readFaults, readServerOptions } from "./server-options.ts";

/** `pnpm devnet`: serves a world and says how to reach it, until it is interrupted. */
export async function serve(context: CommandContext<ServeOptions>): Promise<number> {
  const { options, signal, cwd } = context;
  const { port, hubPort } = options;
  const devnet = await startDevnet({ ...readServerOptions(options, cwd), port, hubPort });
  try {
    printServers(context, devnet);
    if (devnet.faults === undefined) await aborted(signal);
    else await showFaults(context, devnet.faults);
    return 0;
  } finally {
    await devnet.close();
  }
}

async function showFaults(
  { output, terminal, signal }: CommandContext<ServeOptions>,
  plan: FaultPlan,
): Promise<void> {
  const stop = watchFaults({ plan, output, terminal });
  await aborted(signal);
  stop();
  output.note(summariseFaults(plan));
}

function printServers(
  { output, options }: CommandContext<ServeOptions>,
  { chain, hub }: Devnet,
): void {
  const env = createClientEnv({ chain, hub });
  const { world, seed } = options;
  const faults = readFaults(options);
  output.dataNow({ world, seed, ...(faults && { faults }), chain: chain.url, hub: hub.url, env });
  output.result(
    safe`chain  ${chain.url}`,
    safe`hub    ${hub.url}`,
    "",
    ...Object.entries(env).map(([name, value]) => safe`export ${name}=${quoteArgument(value)}`),
  );
  output.note(safe`serving the world ${world}${describeSeed(options)}; Ctrl-C to stop`);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
