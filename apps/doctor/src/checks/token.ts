import { readHubConfig } from "@flock-tools/cli";
import type { Check, Examination, Finding } from "../check.ts";
import { openHub } from "../open-hub.ts";

export const TOKEN: Check = { name: "token", area: "hub", needs: ["hub"], run: checkToken };

/** Whose it is; of the token itself nothing is said. */
async function checkToken(examination: Examination): Promise<Finding> {
  const { env, cwd, signal, hide } = examination;
  const config = await readHubConfig({ env, cwd });
  if (config.token === undefined) {
    return { status: "ok", seen: "none: public data sets need none, gated ones do" };
  }
  hide(config.token);
  if (config.offline) return { status: "skipped", seen: "HF_HUB_OFFLINE is set" };
  const { getWhoami } = await import("@flock-tools/hf");
  const hub = await openHub(config, examination);
  try {
    const { name } = await getWhoami(hub, { signal });
    const source = env["HF_TOKEN"] === undefined ? "the token file's" : "HF_TOKEN's";
    return { status: "ok", seen: `valid: ${source} account is ${name}`, facts: { account: name } };
  } finally {
    await hub.close();
  }
}
