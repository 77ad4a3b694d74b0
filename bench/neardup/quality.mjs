// What is a near pair, and how many of them an engine finds. A pair is [a, b, sizeA, sizeB, shared].

/** Jaccard similarity of at least 4/5, in integers. */
export function isNear([, , sizeA, sizeB, shared]) {
  return 5 * shared >= 4 * (sizeA + sizeB - shared);
}

function isBelow85([, , sizeA, sizeB, shared]) {
  return 20 * shared < 17 * (sizeA + sizeB - shared);
}

export function ratioOf([, , sizeA, sizeB, shared]) {
  return shared / (sizeA + sizeB - shared);
}

/**
 * Recall and precision of found pairs of rows, [a, b] with a < b, as against the truth. Rows with the same set stand for
 * their first one, and a pair of them is no pair.
 */
export function measureQuality(found, { pairs, copies }) {
  const firsts = new Map(copies);
  const first = (row) => firsts.get(row) ?? row;
  const keys = new Set();
  for (const [x, y] of found) {
    const [a, b] = [first(x), first(y)].toSorted((p, q) => p - q);
    if (a !== b) keys.add(`${a} ${b}`);
  }
  const hits = pairs.filter(([a, b]) => keys.has(`${a} ${b}`));
  const close = pairs.filter(isBelow85);
  return {
    found: keys.size,
    recall: hits.length / pairs.length,
    closeRecall: hits.filter(isBelow85).length / close.length,
    precision: keys.size === 0 ? 1 : hits.length / keys.size,
  };
}
