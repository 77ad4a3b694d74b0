import type { ResolvedNode } from "@flock-tools/chain";
import { chooseEndpoint, type CommandContext, safe } from "@flock-tools/cli";
import type { CheckResult, Examination, Found } from "./check.ts";
import { CHECKS } from "./checks.ts";
import type { DoctorOptions } from "./command.ts";
import { exitCodeOfResults } from "./exit-code.ts";
import { formatResult, formatTotals } from "./format-result.ts";
import { runChecks } from "./run-checks.ts";
import { watchChain } from "./watch-chain.ts";

type DoctorContext = CommandContext<DoctorOptions>;

/** `pnpm doctor`: one check after the other, each told as soon as it is made. */
export async function examine(context: DoctorContext): Promise<number> {
  const { options, sources, output } = context;
  const { resolveNode } = await import("@flock-tools/chain");
  const node = resolveNode(chooseEndpoint({ values: options, sources }));
  const found: Found = { refusals: { chain: 0, hub: 0 } };
  try {
    const results = await runChecks({
      checks: CHECKS,
      examination: createExamination(context, node, found),
      onStart: (name) => output.status(safe`checking ${name}`),
      onResult: (result) => printResult(context, result),
    });
    output.status(undefined);
    return finish(context, node, results);
  } finally {
    await found.chain?.disconnect();
  }
}

function createExamination(
  { options, env, cwd, signal, logger, hide }: DoctorContext,
  node: ResolvedNode,
  found: Found,
): Examination {
  return {
    options,
    node,
    env,
    cwd,
    timeoutMs: options.timeout * 1000,
    logger: watchChain(logger, found),
    signal,
    hide,
    found,
  };
}

function printResult({ output, options, terminal }: DoctorContext, result: CheckResult): void {
  if (result.status === "warning") output.collect(`${result.name}: ${result.seen}`);
  const isBad = result.status === "warning" || result.status === "failed";
  if (options.quiet && !isBad) return;
  output.result(...formatResult(result, terminal.resultPaint));
}

function finish(
  context: DoctorContext,
  node: ResolvedNode,
  results: readonly CheckResult[],
): number {
  const { options, output, commandLine } = context;
  const code = exitCodeOfResults(results);
  output.data({ endpoint: node.host, exitCode: code, checks: results.map(toData) });
  if (!options.quiet) output.result("", formatTotals(results, commandLine("dl")));
  return code;
}

function toData({ facts = {}, ...result }: CheckResult): object {
  return { ...result, facts };
}
