import type { Hub } from "@flock-tools/hf";
import type { Check, Examination, Finding } from "../check.ts";
import { openHub } from "../open-hub.ts";
import { readHub } from "../read-hub.ts";

export const HUB: Check = { name: "hub", area: "hub", needs: ["proxy"], run: checkHub };

/** The competition's evaluation pool (FLock-subnet, `flockoff/constants.py`); whatever the Hub says of it, it answers. */
const POOL = { repoId: "flock-io/flock-off-s1-competition", revision: "main" };

/** What the Hub says of one repository: that it answers is what counts. */
const ANSWERS: ReadonlySet<string> = new Set([
  "HUB_REPO_NOT_FOUND",
  "HUB_REVISION_NOT_FOUND",
  "HUB_GATED",
  "HUB_FORBIDDEN",
]);

/** One request without a token: a wrong one would have even public repositories refused. */
async function checkHub(examination: Examination): Promise<Finding> {
  const config = await readHub(examination);
  if (config.offline) {
    return {
      status: "warning",
      seen: "HF_HUB_OFFLINE is set: not asked",
      next: "unset HF_HUB_OFFLINE before pnpm dl",
    };
  }
  const hub = await openHub(config, examination);
  try {
    await askForPool(hub, examination);
  } finally {
    await hub.close();
  }
  const { host } = new URL(hub.endpoint);
  return { status: "ok", seen: `${host} answers`, facts: { host } };
}

async function askForPool(hub: Hub, { signal }: Examination): Promise<void> {
  const { getCommitHash, HubError } = await import("@flock-tools/hf");
  try {
    await getCommitHash(hub, { ...POOL, signal });
  } catch (error) {
    if (!(error instanceof HubError && ANSWERS.has(error.code))) throw error;
  }
}
