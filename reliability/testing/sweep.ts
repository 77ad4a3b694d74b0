/** Whether everything is to be tried, however long it takes, and not only what a seed picks. */
export const IS_WHOLE_SWEEP: boolean = process.env["FLOCK_FAULTS"] === "all";

/** Another one picks others: for a search over days. */
const SEED = Number(process.env["FLOCK_FAULTS_SEED"] ?? 1);

/** Numbers in [0, 1), always the same for one name and seed. */
export function createPicks(name: string): () => number {
  let state = SEED;
  for (const character of name) state = (state * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  // Mulberry32 (Tommy Ettinger): enough for choosing.
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of `items` in their order, all of them in a whole sweep. */
export function sample<T>(items: readonly T[], count: number, pick: () => number): readonly T[] {
  if (IS_WHOLE_SWEEP || items.length <= count) return items;
  return items
    .map((item, place) => ({ item, place, draw: pick() }))
    .toSorted((a, b) => a.draw - b.draw)
    .slice(0, count)
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
