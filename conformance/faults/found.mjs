// What came of a download, in words.

/** The client that has to keep the promise. */
export const OURS = "flock-tools";

/**
 * @typedef {object} Found One download under a fault.
 * @property {string} fault The name of its line.
 * @property {boolean} isOnce
 * @property {boolean} lfs
 * @property {"right" | "wrong" | "outside" | "error" | "hangs"} end `outside`: a file has been written where none may be
 * @property {string} [error] Which.
 * @property {number} requests
 * @property {boolean} leaked Whether another host or port was sent the token.
 */

const WORDS = { right: "right", wrong: "WRONG FILE", outside: "WRITES OUTSIDE", hangs: "hangs" };

/** @param {Found} found */
export function describeEnd({ end, error, leaked }) {
  return `${WORDS[end] ?? error}${leaked ? ", TOKEN SENT ELSEWHERE" : ""}`;
}

/** @param {Found} found */
export function describeFound(found) {
  const { requests } = found;
  return `${describeEnd(found)}, ${requests} ${requests === 1 ? "request" : "requests"}`;
}

/**
 * The promise: the right file or an error that says what it is; after one fault that passes, the right file.
 *
 * @param {Found} found
 * @param {{ readonly mayRefuse?: boolean }} options Whether one such fault may be an error already.
 */
export function isKept({ end, error, leaked, isOnce }, { mayRefuse = false }) {
  if (leaked) return false;
  if (end === "right") return true;
  return end === "error" && (!isOnce || mayRefuse) && /^HUB_[A-Z_]+$/.test(error);
}
