import type { Check, Examination, Finding } from "../check.ts";
import { needChain } from "../need-chain.ts";

/**
 * Runtimes of Bittensor that this version has been held against: recorded metadata of finney (spec 343), and the source of
 * subtensor at spec 425.
 */
const KNOWN = { oldest: 343, newest: 425 } as const;

export const RUNTIME: Check = {
  name: "runtime",
  area: "chain",
  needs: ["endpoint"],
  run: ({ found }: Examination) => Promise.resolve(judgeRuntime(needChain(found).specVersion)),
};

/** Whether a runtime of this spec version is one that is known. */
function judgeRuntime(specVersion: number): Finding {
  const { oldest, newest } = KNOWN;
  const facts = { specVersion, ...KNOWN };
  const seen = `spec version ${specVersion}`;
  if (specVersion > newest) {
    return {
      status: "warning",
      seen: `${seen}: newer than ${newest}, the newest that this version was tried with`,
      next: "if reading fails, look for a newer version of flock-tools",
      facts,
    };
  }
  if (specVersion < oldest) {
    return {
      status: "warning",
      seen: `${seen}: older than ${oldest}, the oldest that this version was tried with`,
      next: "if reading fails, choose a node whose chain is up to date",
      facts,
    };
  }
  return { status: "ok", seen: `${seen}, tried with ${oldest} to ${newest}`, facts };
}
