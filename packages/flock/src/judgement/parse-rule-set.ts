import { isRepoId, UsageError } from "@flock-tools/core";
import type { DailyWindow, RuleSet } from "./rule-set.ts";

/**
 * Reads a rule set of one's own, such as a parsed JSON file.
 *
 * @throws UsageError that names the path of what is wrong, e.g. `rules.sample.check`
 */
export function parseRuleSet(json: unknown): RuleSet {
  const rules = toRecord(json, "rules");
  const set: RuleSet = {
    name: toText(rules["name"], "rules.name"),
    algorithm: toAlgorithm(rules["algorithm"]),
    validFrom: toDate(rules["validFrom"], "rules.validFrom"),
    validUntil: optional(rules["validUntil"], "rules.validUntil", toDate),
    pool: toPool(rules["pool"]),
    rows: toCount(rules["rows"], "rules.rows"),
    threshold: toCount(rules["threshold"], "rules.threshold"),
    membership: toBoolean(rules["membership"], "rules.membership"),
    pinRule: toBoolean(rules["pinRule"], "rules.pinRule"),
    sample: toSample(rules["sample"]),
    submissionWindow: optional(rules["submissionWindow"], "rules.submissionWindow", toWindow),
    validationWindow: optional(rules["validationWindow"], "rules.validationWindow", toWindow),
    source: optional(rules["source"], "rules.source", toText) ?? "a file of rules",
  };
  rejectUnknown(rules, { path: "rules", known: Object.keys(set) });
  if (set.validUntil !== undefined && set.validUntil <= set.validFrom)
    throw wrong("rules.validUntil", `a date after ${set.validFrom}`, set.validUntil);
  return set;
}

type Reader<T> = (value: unknown, path: string) => T;

function optional<T>(value: unknown, path: string, read: Reader<T>): T | undefined {
  return value === undefined ? undefined : read(value, path);
}

function toRecord(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(path, "an object", value);
  return { ...value };
}

function rejectUnknown(
  record: Readonly<Record<string, unknown>>,
  { path, known }: { readonly path: string; readonly known: readonly string[] },
): void {
  const unknown = Object.keys(record).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new UsageError(`${path} has a key that no rule goes by: ${quote(unknown)}`, {
      next: `It may have ${known.join(", ")}.`,
    });
}

const toText: Reader<string> = (value, path) => {
  if (typeof value !== "string" || value.trim() === "") throw wrong(path, "a text", value);
  return value;
};

const toBoolean: Reader<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw wrong(path, "true or false", value);
  return value;
};

const toCount: Reader<number> = (value, path) => {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw wrong(path, "an integer >= 0", value);
  return value;
};

const toDate: Reader<string> = (value, path) => {
  const isDay = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const time = isDay ? Date.parse(value) : Number.NaN;
  // A day that its month does not have is carried into the next one, or refused.
  if (!isDay || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value)
    throw wrong(path, "a date such as 2026-02-01", value);
  return value;
};

const toTime: Reader<string> = (value, path) => {
  if (typeof value !== "string" || !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value))
    throw wrong(path, "a time such as 12:30", value);
  return value;
};

const toWindow: Reader<DailyWindow> = (value, path) => {
  const window = toRecord(value, path);
  rejectUnknown(window, { path, known: ["from", "until"] });
  return {
    from: toTime(window["from"], `${path}.from`),
    until: toTime(window["until"], `${path}.until`),
  };
};

function toAlgorithm(value: unknown): RuleSet["algorithm"] {
  if (value !== "flock-off") throw wrong("rules.algorithm", '"flock-off"', value);
  return value;
}

function toPool(value: unknown): RuleSet["pool"] {
  const pool = toRecord(value, "rules.pool");
  rejectUnknown(pool, { path: "rules.pool", known: ["repoId", "revision"] });
  const repoId = toText(pool["repoId"], "rules.pool.repoId");
  if (!isRepoId(repoId)) throw wrong("rules.pool.repoId", "namespace/name", repoId);
  return { repoId, revision: toText(pool["revision"], "rules.pool.revision") };
}

function toSample(value: unknown): RuleSet["sample"] {
  const sample = toRecord(value, "rules.sample");
  rejectUnknown(sample, { path: "rules.sample", known: ["check", "evaluate"] });
  const check = toCount(sample["check"], "rules.sample.check");
  const evaluate = toCount(sample["evaluate"], "rules.sample.evaluate");
  if (evaluate > check)
    throw wrong(
      "rules.sample.evaluate",
      `an integer from 0 to ${check}, those that are checked`,
      evaluate,
    );
  return { check, evaluate };
}

function wrong(path: string, wanted: string, value: unknown): UsageError {
  return new UsageError(`${path} must be ${wanted}: got ${quote(value)}`);
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
