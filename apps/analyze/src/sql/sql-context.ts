import type { CommandContext } from "@flock-tools/cli";
import type { SqlOptions } from "../sql-options.ts";
import type { StandardStreams } from "../standard-streams.ts";

export type SqlContext = CommandContext<SqlOptions> & { readonly streams: StandardStreams };

/** How a result is written, and where: without a path on stdout. */
export interface SqlTarget {
  readonly format: NonNullable<SqlOptions["format"]>;
  /** Absolute. */
  readonly path: string | undefined;
}
