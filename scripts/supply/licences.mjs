// Which licences may be in what is shipped.

/** Those that ask for no more than their text and notices to be kept (https://spdx.org/licenses/). */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Unlicense",
]);

/** Whether an SPDX expression leaves a way to go by allowed licences alone; an exception (`WITH`) is another licence. */
export function isAllowed(licence) {
  const tokens = licence.match(/\(|\)|[^\s()]+/g) ?? [];
  if (["AND", "OR"].includes(tokens.at(-1))) return false;
  const answer = readOr(tokens);
  return tokens.length === 0 && answer;
}

function readOr(tokens) {
  let answer = readAnd(tokens);
  while (tokens[0] === "OR") {
    tokens.shift();
    answer = readAnd(tokens) || answer;
  }
  return answer;
}

function readAnd(tokens) {
  let answer = readOne(tokens);
  while (tokens[0] === "AND") {
    tokens.shift();
    answer = readOne(tokens) && answer;
  }
  return answer;
}

function readOne(tokens) {
  const token = tokens.shift();
  if (token !== "(") return ALLOWED.has(token);
  const answer = readOr(tokens);
  return tokens.shift() === ")" && answer;
}

/**
 * The components as a table, with a count for each licence.
 *
 * @param {readonly import("./list-components.mjs").Component[]} components
 */
export function formatLicences(components) {
  const width = Math.max(...components.map(({ id }) => id.length));
  const counts = new Map();
  for (const { licence } of components) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const totals = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const lines = [
    ...components.map(({ id, licence }) => `${id.padEnd(width)}  ${licence}`),
    "",
    ...totals.map(([licence, count]) => `${String(count).padStart(5)}  ${licence}`),
  ];
  return `${lines.join("\n")}\n`;
}
