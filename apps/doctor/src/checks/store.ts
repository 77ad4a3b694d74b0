import { resolve } from "node:path";
import type { StoreIdentity } from "@flock-tools/store";
import type { Check, Examination, Finding } from "../check.ts";
import { runProbe } from "../run-probe.ts";

export const STORE: Check = {
  name: "store",
  area: "disk",
  needs: ["disk", "sqlite"],
  run: checkStore,
};

async function checkStore(examination: Examination): Promise<Finding> {
  const { options, cwd, found } = examination;
  const { dataDir } = options;
  const folder = resolve(cwd, dataDir);
  const identity = (await runProbe({ name: "store", folder }, examination)) as StoreIdentity | null;
  if (identity === null) return { status: "ok", seen: `nothing in ${dataDir} yet` };
  const { genesis, netuid } = identity;
  const chain = found.chain?.genesis;
  const facts = { genesis, netuid };
  if (chain === undefined || chain === genesis) {
    return { status: "ok", seen: `${dataDir} holds subnet ${netuid}`, facts };
  }
  return {
    status: "warning",
    seen: `${dataDir} holds subnet ${netuid} of chain ${genesis}, the endpoint serves another chain`,
    next: "give pnpm dl a folder for each chain with --data-dir",
    facts,
  };
}
