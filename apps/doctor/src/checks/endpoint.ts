import type { Check, Examination, Finding } from "../check.ts";

export const ENDPOINT: Check = { name: "endpoint", area: "chain", run: checkEndpoint };

/** Connects to whatever chain is there: which one it should be is the next question. */
async function checkEndpoint({
  node,
  timeoutMs,
  signal,
  logger,
  found,
}: Examination): Promise<Finding> {
  const { connectChain } = await import("@flock-tools/chain");
  const chain = await connectChain({
    endpoint: node.endpoint,
    timeoutMs,
    // Whoever asks what is wrong does not want to wait for it to pass.
    retry: { attempts: 2 },
    signal,
    logger,
  });
  found.chain = chain;
  const { chainName } = chain;
  return {
    status: "ok",
    seen: `${node.host} answers, and calls its chain ${chainName}`,
    facts: { host: node.host, chainName },
  };
}
