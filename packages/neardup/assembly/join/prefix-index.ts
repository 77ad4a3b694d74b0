import { nodeAt, Store } from "./store";

/** The prefixes of a block's nodes by key. */
@unmanaged
export class PrefixIndex {
  /** u32[2^bits + 2]: at i + 1 the number of the first posting of bucket i, one past its last at i + 2. */
  starts: usize;
  /** Postings, by bucket, then ascending by node. */
  postings: usize;
  /** A bucket is the first `bits` bits of a hash of the key. */
  bits: u32;
}

@unmanaged
export class Posting {
  key: u32;
  node: u32;
  /**
   * The key's place in the order of all shingles of the node, those that no other set has counted too: the first of them,
   * where several shingles have one key, for all of these may be shared.
   */
  position: u32;
}

const POSTING_BYTES: usize = offsetof<Posting>();

/** What a posting of the index takes. Its buckets have room where the counters of the first reading were. */
export const RESERVED_BYTES: usize = POSTING_BYTES;

@inline
export function bucketOf(index: PrefixIndex, key: u32): u32 {
  return (key * 0x9e3779b1) >> (32 - index.bits);
}

@inline
export function postingAt(index: PrefixIndex, i: u32): Posting {
  return changetype<Posting>(index.postings + <usize>i * POSTING_BYTES);
}

@inline
export function bucketStart(index: PrefixIndex, bucket: u32): u32 {
  return load<u32>(index.starts + ((<usize>bucket) << 2), 4);
}

/** One past the last posting of a bucket. */
@inline
export function bucketEnd(index: PrefixIndex, bucket: u32): u32 {
  return load<u32>(index.starts + ((<usize>bucket) << 2), 8);
}

/** How many postings the index of a block has. */
export function countPostings(block: usize): u32 {
  const nodes = changetype<Store>(block);
  let count: u32 = 0;
  for (let i: u32 = 0; i < nodes.count; i++) count += nodeAt(nodes, i).prefix;
  return count;
}

/** Counts the postings of nodes `from` up to `to` by bucket, where its first posting's number will be. */
export function sizeBuckets(at: usize, block: usize, from: u32, to: u32): void {
  const index = changetype<PrefixIndex>(at);
  for (let i = from; i < to; i++) {
    const node = nodeAt(changetype<Store>(block), i);
    for (let k: u32 = 0; k < node.prefix; k++) {
      const bucket = bucketOf(index, load<u32>(node.keys + ((<usize>k) << 2)));
      const size = index.starts + (<usize>(bucket + 1) << 2);
      store<u32>(size, load<u32>(size) + 1);
    }
  }
}

/** Makes the sizes of the buckets the ends of the buckets. */
export function sumBuckets(at: usize): void {
  const index = changetype<PrefixIndex>(at);
  const end = index.starts + ((<usize>1 << index.bits) << 2);
  let sum: u32 = 0;
  for (let start = index.starts + 4; start <= end; start += 4) {
    sum += load<u32>(start);
    store<u32>(start, sum);
  }
  store<u32>(end + 4, sum);
}

/**
 * Writes the postings of nodes below `to` down to `from`, highest first: every bucket's end, which is kept where its
 * start will be, moves down to its start.
 */
export function fillBuckets(at: usize, block: usize, from: u32, to: u32): void {
  const index = changetype<PrefixIndex>(at);
  for (let i = to; i > from; i--) {
    const node = nodeAt(changetype<Store>(block), i - 1);
    const alone = node.size - node.keyCount;
    let first = node.prefix;
    for (let k = node.prefix; k > 0; k--) {
      const key = load<u32>(node.keys + (<usize>(k - 1) << 2));
      if (first >= k) first = firstOf(node.keys, k - 1);
      const end = index.starts + ((<usize>bucketOf(index, key) + 1) << 2);
      const place = load<u32>(end) - 1;
      store<u32>(end, place);
      const posting = postingAt(index, place);
      posting.key = key;
      posting.node = i - 1;
      posting.position = alone + first;
    }
  }
}

/** The first place of the key that is at place `k` of a sorted list. */
function firstOf(keys: usize, k: u32): u32 {
  const key = load<u32>(keys + ((<usize>k) << 2));
  while (k > 0 && load<u32>(keys + ((<usize>(k - 1)) << 2)) == key) k--;
  return k;
}
