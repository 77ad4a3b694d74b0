import { resolveNode } from "@flock-tools/chain";
import { type Devnet } from "@flock-tools/devnet";
import { type Logger, silentLogger } from "@flock-tools/core";
import type { Examination, Found } from "../src/check.ts";
import { watchChain } from "../src/watch-chain.ts";

export interface CreateExaminationOptions {
  readonly devnet: Devnet;
  readonly cwd: string;
  readonly network?: string;
  readonly endpoint?: string;
  readonly netuid?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
}

/** What checks need, for a local network and nothing of this process's environment. */
export function createExamination({
  devnet,
  cwd,
  network,
  endpoint = devnet.chain.url,
  netuid,
  env = {},
  timeoutMs = 20_000,
  signal = new AbortController().signal,
  logger = silentLogger,
}: CreateExaminationOptions): Examination {
  const found: Found = { refusals: { chain: 0, hub: 0 } };
  return {
    options: { netuid, dataDir: "data" },
    node: resolveNode({ network, endpoint }),
    // No token of whoever runs the tests.
    env: { HF_HOME: cwd, HF_ENDPOINT: devnet.hub.url, ...env },
    cwd,
    timeoutMs,
    logger: watchChain(logger, found),
    signal,
    hide: () => {},
    found,
  };
}
