import { join } from "node:path";
import type { Env } from "@flock-tools/cli";
import type { Devnet } from "@flock-tools/devnet";
import type { WorldOptions } from "./command.ts";

/** The variables that lead a client to a local network; the same ones lead the Python clients. */
export function createClientEnv({
  chain,
  hub,
}: Pick<Devnet, "chain" | "hub">): Record<string, string> {
  return { BT_SUBTENSOR_CHAIN_ENDPOINT: chain.url, HF_ENDPOINT: hub.url };
}

// What would lead elsewhere, or send a person's token to a test server.
const REMOVED: ReadonlySet<string> = new Set([
  "BT_SUBTENSOR_NETWORK",
  "HF_TOKEN",
  "HF_TOKEN_PATH",
  "HUGGING_FACE_HUB_TOKEN",
  "HF_HUB_OFFLINE",
]);

export interface ChildEnvOptions {
  readonly env: Env;
  readonly servers: Pick<Devnet, "chain" | "hub">;
  readonly options: WorldOptions;
  /** What to type to run all of it again. */
  readonly rerun: string;
}

/** The environment of a command that is to see the local network and nothing else. */
export function createChildEnv({ env, servers, options, rerun }: ChildEnvOptions): Env {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !REMOVED.has(name)));
  const noProxy = addLoopback(env["no_proxy"] ?? env["NO_PROXY"]);
  return {
    FLOCK_DATA_DIR: defaultDataDir(options),
    FLOCK_RESUME_WITH: rerun,
    ...kept,
    ...createClientEnv(servers),
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    // The token file and the .env file would still give one (huggingface_hub, constants.py).
    HF_HUB_DISABLE_IMPLICIT_TOKEN: "1",
  };
}

function addLoopback(noProxy: string | undefined): string {
  return [noProxy, "127.0.0.1", "localhost"]
    .filter((host) => host !== undefined && host !== "")
    .join(",");
}

// A data folder belongs to one subnet: ./data may be finney's, and another seed is another world.
function defaultDataDir({ world, seed }: WorldOptions): string {
  return join("data", seed === 1 ? `devnet-${world}` : `devnet-${world}-${seed}`);
}
