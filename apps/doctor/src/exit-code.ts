import { EXIT_CODES } from "@flock-tools/cli";
import type { Area, CheckResult } from "./check.ts";

// What has to be repaired first comes first: without Node and its libraries nothing works, without a disk no download,
// without the chain nobody knows what to ask the Hub for.
const CODES: readonly (readonly [Area, number])[] = [
  ["machine", EXIT_CODES.failure],
  ["disk", EXIT_CODES.disk],
  ["chain", EXIT_CODES.chain],
  ["hub", EXIT_CODES.hub],
];

/** The exit code for the worst failure; warnings are none. */
export function exitCodeOfResults(
  results: readonly Pick<CheckResult, "area" | "status">[],
): number {
  const failed = new Set(
    results.filter(({ status }) => status === "failed").map(({ area }) => area),
  );
  return CODES.find(([area]) => failed.has(area))?.[1] ?? EXIT_CODES.ok;
}
