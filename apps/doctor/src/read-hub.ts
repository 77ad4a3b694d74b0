import { type HubConfig, readHubConfig } from "@flock-tools/cli";
import type { Examination } from "./check.ts";

/** How to reach the Hub, but for the token: a token that is wrong is a finding of its own. */
export function readHub({ env, cwd }: Pick<Examination, "env" | "cwd">): Promise<HubConfig> {
  return readHubConfig({ env: { ...env, HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" }, cwd });
}
