import type { ChainClient, SubnetReading } from "@flock-tools/chain";
import { formatCount } from "@flock-tools/cli";
import type { BlockRef } from "@flock-tools/core";
import type { Check, Examination, Finding } from "../check.ts";
import { needChain } from "../need-chain.ts";

export const READ_PATH: Check = {
  name: "read-path",
  area: "chain",
  needs: ["endpoint", "genesis"],
  run: checkReadPath,
};

/** FLock OFF on finney; elsewhere a subnet like others. */
const FLOCK_NETUID = 96;
/** The root network, which every chain has. */
const ROOT_NETUID = 0;

/** Reads one subnet as `pnpm dl` would, and says by which way. */
async function checkReadPath(examination: Examination): Promise<Finding> {
  const { found, signal } = examination;
  const chain = needChain(found);
  const { getFinalizedBlock } = await import("@flock-tools/chain");
  const block = await getFinalizedBlock(chain, { signal });
  found.blockTime = { there: block.timestamp, here: Date.now() };
  const subnet = await readSubnet(examination, chain, block);
  return describe(subnet, found.detour);
}

async function readSubnet(
  { options, signal }: Examination,
  chain: ChainClient,
  block: BlockRef,
): Promise<SubnetReading> {
  const { ChainError, getSubnet } = await import("@flock-tools/chain");
  const netuid = options.netuid ?? FLOCK_NETUID;
  try {
    return await getSubnet(chain, { netuid, block, signal });
  } catch (error) {
    const isMissing = error instanceof ChainError && error.code === "CHAIN_SUBNET_NOT_FOUND";
    if (!isMissing || options.netuid !== undefined) throw error;
    return await getSubnet(chain, { netuid: ROOT_NETUID, block, signal });
  }
}

function describe(subnet: SubnetReading, detour: string | undefined): Finding {
  const { via, netuid, block, neurons, commitments } = subnet;
  const entries = [...commitments.values()];
  const present = entries.filter(({ status }) => status === "present").length;
  const undecodable = entries.filter(({ status }) => status === "undecodable").length;
  const why = detour ?? "the runtime does not describe get_selective_metagraph";
  const way = via === "runtime-api" ? "through the runtime API" : "from storage";
  const counts = `${formatCount(neurons.length)} neurons, ${formatCount(present)} commitments`;
  const facts = {
    via,
    netuid,
    block: block.number,
    neurons: neurons.length,
    commitments: present,
    undecodable,
  };
  const place = `netuid ${netuid} at block ${formatCount(block.number)}`;
  const seen = `${way}: ${place}, ${counts}${via === "storage" ? ` (${why})` : ""}`;
  return { status: "ok", seen, facts };
}
