import type { ExportPlan } from "@flock-tools/flock";
import { expect, it } from "vitest";
import { warnOfPlan } from "./warn-of-plan.ts";

const PLAN = {
  unmatched: [],
  range: { since: undefined, until: undefined, isEstimated: false },
  leftOut: [],
  miners: [],
} as const;

function listWarnings(plan: object): string[] {
  const warnings: string[] = [];
  const context = {
    output: { warn: (message: string) => void warnings.push(message) },
    commandLine: (name: string, args: readonly string[] = []) => ["pnpm", name, ...args].join(" "),
    options: { verbose: false },
  } as unknown as Parameters<typeof warnOfPlan>[0];
  warnOfPlan(context, { ...PLAN, ...plan } as unknown as ExportPlan);
  return warnings;
}

it.each([
  [{}, []],
  [{ unmatched: ["uid 300"] }, [/^not registered at this block: uid 300$/]],
  [
    { range: { since: 5, until: 1_000, isEstimated: true } },
    [/commitments from block 5 on up to block 1,000 are taken, which may be some blocks off$/],
  ],
  [
    { leftOut: [{ reason: "not-eligible", verdict: "pool-missing" }] },
    [/^the evaluation pool is not at hand, .*: run pnpm dl --eval$/],
  ],
  [{ leftOut: [{ reason: "not-fetched" }] }, [/^1 data sets were never fetched: run pnpm dl /]],
])("warns of %j", (plan, expected) => {
  expect(listWarnings(plan)).toEqual(expected.map((text) => expect.stringMatching(text)));
});
