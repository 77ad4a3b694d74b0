import { powerOfTwo } from "./memory";

// The keys of one set for looking up those of others: open addressing, 0 is free. Key 0 is taken for key 1, and a key
// that a set has twice is found by each: the count of shared keys can only come out too high, and pairs are verified.

/** Fills the table at `table`, which has room for 4 * powerOfTwo(2 * count) bytes; returns its mask. */
export function fillKeySet(table: usize, keys: usize, count: u32): u32 {
  const capacity = powerOfTwo(count << 1);
  const mask = capacity - 1;
  memory.fill(table, 0, (<usize>capacity) << 2);
  for (let i: u32 = 0; i < count; i++) {
    const key = max<u32>(load<u32>(keys + ((<usize>i) << 2)), 1);
    let place = key & mask;
    while (load<u32>(table + ((<usize>place) << 2)) != 0) place = (place + 1) & mask;
    store<u32>(table + ((<usize>place) << 2), key);
  }
  return mask;
}

/**
 * Whether at least `required` of `count` keys are in the table. The rarest keys come first: they are the ones that
 * others lack, so that most sets are told apart after few.
 */
export function sharesKeys(table: usize, mask: u32, keys: usize, count: u32, required: u32): bool {
  if (count < required) return false;
  let spare = count - required;
  for (let i: u32 = 0; i < count; i++) {
    const key = max<u32>(load<u32>(keys + ((<usize>i) << 2)), 1);
    let place = key & mask;
    let found = load<u32>(table + ((<usize>place) << 2));
    while (found != key && found != 0) {
      place = (place + 1) & mask;
      found = load<u32>(table + ((<usize>place) << 2));
    }
    if (found != 0) continue;
    if (spare == 0) return false;
    spare--;
  }
  return true;
}
