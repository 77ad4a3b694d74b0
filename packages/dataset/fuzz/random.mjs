/** A small seeded generator (mulberry32): the same seed gives the same cases on every machine. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit) => next() % limit;
  return {
    /** 32 bits. */
    bits: next,
    /** 0 to `limit` - 1. */
    below,
    /** True once in `odds`. */
    once: (odds) => below(odds) === 0,
    pick: (values) => values[below(values.length)],
    /** `least` to `most` things, each made by `make`. */
    list([least, most], make) {
      const made = [];
      for (let left = least + below(most - least + 1); left > 0; left -= 1) made.push(make());
      return made;
    },
  };
}
