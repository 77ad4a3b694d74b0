import { readFileSync } from "node:fs";

/**
 * What the tests under faults did, by name.
 *
 * @param {string} counts - the file that FLOCK_FAULT_COUNTS names while they run; it need not be there yet
 * @param {string} [report] - vitest's own, in JSON: tests that cannot use reliability/testing leave their counts there
 * @returns {(readonly [name: string, amount: number])[]} in the order of the names
 */
export function readCounts(counts, report) {
  const sums = new Map();
  const add = (name, amount) => sums.set(name, (sums.get(name) ?? 0) + amount);
  for (const line of (read(counts) ?? "").split("\n").filter(Boolean)) {
    const { name, amount } = JSON.parse(line);
    add(name, amount);
  }
  const { testResults } = JSON.parse((report && read(report)) ?? '{"testResults":[]}');
  for (const { meta } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    for (const [name, amount] of Object.entries(meta.counts ?? {})) add(name, amount);
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
