import { UsageError } from "@flock-tools/core";
import {
  type OptionSpec,
  type OptionSpecs,
  parseByteSize,
  parseChoice,
  parseInteger,
} from "@flock-tools/cli/start";
import { parseShare, parseShareOrOff } from "./parse-share.ts";

/** How near duplicates are searched for, whatever the texts are of. */
export interface NearSearchOptions {
  /** A decimal in (0, 1], as it was written. */
  readonly threshold: string;
  /** Likewise, or `off`. */
  readonly containment: string;
  readonly engine: "exact" | "reference" | "minhash";
  readonly threads: number | undefined;
  /** Bytes. */
  readonly maxMemory: number | undefined;
  readonly maxPairs: number;
  readonly clustersOnly: boolean;
}

export const NEAR_GROUP = "Near duplicates:";

/** `findNear` takes no less. */
const MIN_MEMORY = "64MiB";

export const NEAR_SEARCH_OPTIONS: OptionSpecs<NearSearchOptions> = {
  threshold: {
    flags: "--threshold <share>",
    description:
      "texts are near if they share this much of their words in order (Jaccard), or more",
    parse: parseShare,
    fallback: "0.8",
    group: NEAR_GROUP,
  },
  containment: {
    flags: "--containment <share>",
    description:
      "a text is contained if another one holds this much of it, or more; off: not asked",
    parse: parseShareOrOff,
    fallback: "0.8",
    group: NEAR_GROUP,
  },
  engine: {
    flags: "--engine <name>",
    description:
      "exact, reference (exact too, plain and slow) or minhash (approximate: misses some)",
    parse: parseChoice(["exact", "reference", "minhash"] as const),
    fallback: "exact",
    group: NEAR_GROUP,
  },
  clustersOnly: {
    flags: "--clusters-only",
    description: "clusters, and no lists of pairs",
    group: NEAR_GROUP,
  },
  maxPairs: {
    flags: "--max-pairs <number>",
    description: "pairs that are listed at most; what is left out is said",
    parse: parseInteger({ min: 0, max: 500_000 }),
    fallback: 100_000,
    group: NEAR_GROUP,
  },
  maxMemory: {
    flags: "--max-memory <size>",
    description: `memory that the search may take, like 500MB or 2GiB; ${MIN_MEMORY} at least`,
    parse: parseMemory,
    fallbackText: "1GiB",
    group: NEAR_GROUP,
  },
  threads: {
    flags: "--threads <number>",
    description: "threads to search with",
    parse: parseInteger({ min: 1, max: 64 }),
    fallbackText: "what pays",
    group: NEAR_GROUP,
  },
};

/** Which words of a row of conversation count. */
export const INCLUDE_SYSTEM: OptionSpec<boolean> = {
  flags: "--include-system",
  description: "the text of a row begins with its system prompt",
  group: NEAR_GROUP,
};

/** @throws UsageError for less than the search can work with, and for what is no size */
function parseMemory(text: string): number {
  const bytes = parseByteSize(text);
  if (bytes >= parseByteSize(MIN_MEMORY)) return bytes;
  throw new UsageError(`must be at least ${MIN_MEMORY}: got ${text}`, {
    next: "write a size like 500MB or 2GiB",
  });
}
