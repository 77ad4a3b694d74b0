import type { Check, Examination, Finding } from "../check.ts";
import { needChain } from "../need-chain.ts";

export const GENESIS: Check = {
  name: "genesis",
  area: "chain",
  needs: ["endpoint"],
  run: checkGenesis,
};

async function checkGenesis({ node, found }: Examination): Promise<Finding> {
  const { NETWORKS } = await import("@flock-tools/chain");
  const { genesis } = needChain(found);
  const network = NETWORKS.find((known) => known.genesis === genesis)?.name;
  found.isPublic = network !== undefined;
  const facts = { genesis, ...(network !== undefined && { network }) };
  if (node.genesis !== undefined && node.genesis !== genesis) {
    return {
      status: "failed",
      seen: `another chain than the network's: its genesis is ${genesis}, not ${node.genesis}`,
      next: "make --network and --endpoint name the same chain",
      facts,
    };
  }
  if (network !== undefined) return { status: "ok", seen: `${genesis}: ${network}`, facts };
  return { status: "ok", seen: `${genesis}: neither finney nor test, a chain of its own`, facts };
}
