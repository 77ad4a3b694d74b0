import { describeRowError } from "@flock-tools/dataset";
import type { Roster, RosterEntry } from "./roster.ts";
import type { Conviction, VerdictReason } from "./verdict.ts";

interface Facts {
  readonly entry: RosterEntry;
  readonly conviction: Conviction | undefined;
  readonly roster: Roster;
}

/** A verdict in words: one sentence without its full stop. */
export function describeVerdict(reason: VerdictReason, facts: Facts): string {
  return SENTENCES[reason](facts);
}

const SENTENCES: Readonly<Record<VerdictReason, (facts: Facts) => string>> = {
  ok: ({ entry, roster }) =>
    `${count(entry.rows, "row")} ${entry.rows === 1 ? "counts" : "count"}${roster.ruleSet.membership ? ", all from the pool" : ""}, and no earlier miner has too many of them`,
  "no-rows": () => "no rows: every check passes, and training has nothing to start from",
  "shared-rows": (facts) => `${describePartner(facts)}; ${describeOrder(facts)}`,
  "void-file": ({ entry }) => `the file cannot be read: ${describeError(entry)}`,
  "pool-void": () => "the evaluation pool cannot be read, so nothing passes",
  "repeated-rows": ({ entry }) =>
    `${count(entry.repeated, "row")} of the ${entry.rows} that count ${entry.repeated === 1 ? "is a repetition" : "are repetitions"}`,
  "outside-pool": ({ entry }) =>
    `${count(entry.outside, "row")} of the ${entry.rows} that count ${entry.outside === 1 ? "is" : "are"} not in the evaluation pool`,
  "pin-short": () =>
    "the committed revision is too short: at least 7 characters of the commit are asked for",
  "pin-not-a-prefix": () => "the committed revision is not the start of a commit hash",
  "undecidable-file": ({ entry }) =>
    `whether the file can be read is open: ${describeError(entry)}`,
  "unknown-rows": ({ entry }) =>
    `${count(entry.unknown, "row")} of the ${entry.rows} that count ${entry.unknown === 1 ? "is" : "are"} too long to be told from others, in the evaluation pool or among themselves`,
  "pool-missing": () => "the evaluation pool is not at hand",
  "pool-undecidable": () => "whether the evaluation pool can be read is open",
  "order-unknown": (facts) => `${describePartner(facts)}; who committed first is not known`,
  "undecidable-partner": (facts) =>
    `${describePartner(facts)}, if the validator can read all of that`,
  "no-file": ({ entry }) => {
    const { file } = entry.miner;
    return file.status === "none" ? `no data set: ${file.reason}` : "no data set";
  },
};

function describePartner({ conviction, roster }: Facts): string {
  if (conviction === undefined) return "shares too many rows with another miner";
  const { shared, uid } = conviction;
  return `shares ${count(shared, "row")} with uid ${uid}, ${roster.ruleSet.threshold} are allowed`;
}

function describeOrder({ entry, conviction, roster }: Facts): string {
  if (conviction?.order === "same-block")
    return "both committed in one block, so the one that is drawn later loses";
  const partner = roster.entries.find(({ miner }) => miner.uid === conviction?.uid);
  const [own, other] = [entry.miner.commitmentBlock, partner?.miner.commitmentBlock];
  if (own === undefined || other === undefined) return "the other committed earlier";
  return `the other committed ${count(own - other, "block")} earlier`;
}

function describeError({ miner: { file } }: RosterEntry): string {
  if (file.status === "none" || file.error === undefined) return "no reason was given";
  return describeRowError(file.error);
}

function count(number: number, unit: string): string {
  return `${number.toLocaleString("en-US")} ${unit}${number === 1 ? "" : "s"}`;
}
