import { type ChainClient, getFinalizedBlock } from "@flock-tools/chain";
import { type CommandContext, type HubConfig, readHubConfig } from "@flock-tools/cli";
import { type BlockRef, type Netuid, UsageError } from "@flock-tools/core";
import { readBlock, type Selection } from "@flock-tools/flock";
import { createHub, type Hub } from "@flock-tools/hf";
import { readNetuid } from "./find-netuid.ts";
import { openChain } from "./open-chain.ts";
import type { DownloadOptions } from "./options.ts";
import { readSelection } from "./read-selection.ts";

export type DownloadContext = CommandContext<DownloadOptions>;

/** Everything that a download or a plan of one starts from: one finalized block of one subnet, and a Hub. */
export interface Session {
  readonly chain: ChainClient;
  readonly hub: Hub;
  /** Whether the Hub may not be asked. */
  readonly offline: boolean;
  readonly block: BlockRef;
  /** The newest finalized block: `block` too, unless another was asked for. */
  readonly head: BlockRef;
  readonly netuid: Netuid;
  readonly selection: Selection | undefined;
  close(): Promise<void>;
}

/** Reads the settings, connects, pins a finalized block and finds the subnet; closes what it opened if it fails. */
export async function openSession(context: DownloadContext): Promise<Session> {
  const { options, signal, output } = context;
  const config = await readHubSettings(context);
  const hub = openHub(config, context);
  try {
    const chain = await openChain(context);
    const close = async (): Promise<void> => {
      await Promise.allSettled([chain.disconnect(), hub.close()]);
    };
    try {
      output.status("reading the chain");
      const head = await getFinalizedBlock(chain, { signal });
      const at = options.atBlock;
      const block = at === undefined ? head : await readBlock(chain, { at, head, signal });
      const netuid = await readNetuid({ netuid: options.netuid, chain, block, context });
      const selection = await readSelection({ options, chain, block, signal });
      return { chain, hub, offline: config.offline, block, head, netuid, selection, close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    await hub.close();
    throw error;
  }
}

async function readHubSettings({ env, cwd, hide, options }: DownloadContext): Promise<HubConfig> {
  const config = await readHubConfig({ env, cwd });
  if (config.token !== undefined) hide(config.token);
  if (!config.offline || options.dryRun) return config;
  throw new UsageError("HF_HUB_OFFLINE is set: the Hub may not be asked for anything", {
    code: "HUB_OFFLINE",
    next: "unset HF_HUB_OFFLINE, or add --dry-run to see what is missing",
  });
}

export function openHub(
  { endpoint, token, proxy, timeoutMs }: HubConfig,
  { options, logger }: DownloadContext,
): Hub {
  const { concurrency } = options;
  const timeouts = timeoutMs === undefined ? {} : { headersMs: timeoutMs, idleMs: timeoutMs };
  return createHub({ endpoint, token, proxy, concurrency, logger, timeouts });
}
