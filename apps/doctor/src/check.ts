import type { ChainClient, ResolvedNode } from "@flock-tools/chain";
import type { Env } from "@flock-tools/cli";
import type { Logger } from "@flock-tools/core";
import type { DoctorOptions } from "./command.ts";

/** What a failure stands in the way of; it decides the exit code. */
export type Area = "machine" | "disk" | "chain" | "hub";

export type CheckName =
  | "node"
  | "disk"
  | "sqlite"
  | "duckdb"
  | "proxy"
  | "endpoint"
  | "genesis"
  | "runtime"
  | "read-path"
  | "store"
  | "hub"
  | "token"
  | "clock"
  | "limits";

export interface Check {
  readonly name: CheckName;
  readonly area: Area;
  /** Without these, it is skipped. */
  readonly needs?: readonly CheckName[];
  /** What is thrown is a failure. */
  run(examination: Examination): Promise<Finding>;
}

/** What a check has found. Texts may hold what a server said: whoever prints them makes them fit for it. */
export interface Finding {
  readonly status: "ok" | "warning" | "failed" | "skipped";
  /** One line. */
  readonly seen: string;
  /** What to do about it; one line. */
  readonly next?: string | undefined;
  /** The same for programs, as far as there is more than words. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface CheckResult extends Finding {
  readonly name: CheckName;
  readonly area: Area;
}

/** What all checks of one run are about. */
export interface Examination {
  readonly options: Pick<DoctorOptions, "netuid" | "dataDir">;
  readonly node: ResolvedNode;
  readonly env: Env;
  readonly cwd: string;
  /** For each call to a server. */
  readonly timeoutMs: number;
  readonly logger: Logger;
  /** Aborts when the check has taken too long, too. */
  readonly signal: AbortSignal;
  readonly hide: (secret: string) => void;
  /** What checks leave for later ones. */
  readonly found: Found;
}

/** Added to as checks go by. */
export interface Found {
  /** The nearest folder that exists, of those that lead to the data folder; absolute. */
  folder?: string;
  chain?: ChainClient;
  /** Whether the chain is a public one, which makes a block every 12 seconds. */
  isPublic?: boolean;
  /** Times read at two places at one moment, in milliseconds since the Unix epoch. */
  blockTime?: TimeReading;
  hubTime?: TimeReading;
  /** `RateLimit` header of the Hub's last answer; hostile. */
  hubLimits?: string;
  /** Why the runtime API was of no use; may be what the node said. */
  detour?: string;
  readonly refusals: { chain: number; hub: number };
}

export interface TimeReading {
  readonly there: number;
  readonly here: number;
}
