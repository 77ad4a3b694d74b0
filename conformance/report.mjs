// What was compared, as a table for people.

const HEAD = ["client", "version", "call", "world", ""];
const WORDS = { equal: "equal", different: "DIFFERENT", skipped: "skipped", measured: "measured" };

/**
 * @typedef {object} Result One call of a client on one world.
 * @property {string} client
 * @property {string} version
 * @property {string} call
 * @property {string} world
 * @property {"equal" | "different" | "skipped" | "measured"} outcome `measured`: what a client does where nothing says
 *   what it should do; no comparison.
 * @property {string} [detail] Why, where it is not equal; what was measured.
 */

/** @param {readonly Result[]} results */
export function formatReport(results) {
  const rows = results.map(({ client, version, call, world, outcome, detail }) => [
    client,
    version,
    call,
    world,
    detail ? `${WORDS[outcome]}: ${detail}` : WORDS[outcome],
  ]);
  const widths = HEAD.map((_, i) => Math.max(...[HEAD, ...rows].map((row) => row[i].length)));
  const toLine = (row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join("  ")
      .trimEnd();
  const count = (wanted) => results.filter(({ outcome }) => outcome === wanted).length;
  const total = ["equal", "different", "skipped", "measured"]
    .map((outcome) => `${count(outcome)} ${outcome}`)
    .join(", ");
  return `${[...[HEAD, ...rows].map(toLine), "", total].join("\n")}\n`;
}

/**
 * Whether something was compared and nothing differs.
 *
 * @param {readonly Result[]} results
 * @param {{ readonly strict: boolean }} options With `strict` nothing may be skipped either.
 */
export function isSound(results, { strict }) {
  const isWrong = ({ outcome }) => outcome === "different" || (strict && outcome === "skipped");
  return results.length > 0 && !results.some(isWrong);
}

/**
 * A client's reading beside what it should be, both from `createTableDigest`: undefined if equal, else how they differ.
 */
export function explainDifference(found, wanted) {
  if (found.digest === wanted.digest) return undefined;
  if (found.rows !== wanted.rows) return `${found.rows} rows, not ${wanted.rows}`;
  if (found.bag === wanted.bag) return "the same rows in another order";
  const names = Object.keys(wanted.columns).filter(
    (name) => found.columns[name] !== wanted.columns[name],
  );
  return `other cells in ${names.join(", ")}`;
}
