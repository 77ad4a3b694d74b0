import { rootOf } from "./components";
import { Matcher, Query } from "./matcher";
import { bucketEnd, bucketOf, bucketStart, postingAt, Posting, PrefixIndex } from "./prefix-index";
import { pairShare, shareOf } from "./ratio";
import { Node, nodeAt, Store } from "./store";

/** Finds the nodes of the block from `query.from` up to `matcher.below` that may be partners of a query, ascending. */
export function findCandidates(matcher: Matcher, query: Query): void {
  const index = changetype<PrefixIndex>(matcher.index);
  matcher.turn++;
  matcher.candidateCount = 0;
  const alone = query.size - query.keyCount;
  for (let k: u32 = 0; k < query.prefix; k++) {
    const key = load<u32>(query.keys + ((<usize>k) << 2));
    const bucket = bucketOf(index, key);
    if (bucketStart(index, bucket) == bucketEnd(index, bucket)) continue;
    if (matcher.listing) scanBucket(matcher, query, bucket, key, alone + k);
    else scanOtherClusters(matcher, query, bucket, key, alone + k);
  }
  sortCandidates(matcher);
}

/** One past the last posting of a bucket whose node is before `matcher.below`. */
function endBelow(matcher: Matcher, index: PrefixIndex, bucket: u32): u32 {
  let low = bucketStart(index, bucket);
  let high = bucketEnd(index, bucket);
  if (low == high || postingAt(index, high - 1).node < matcher.below) return high;
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (postingAt(index, middle).node < matcher.below) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Postings of a bucket ascend by node: looked at from the end, none below `query.from` is met but one. */
function scanBucket(matcher: Matcher, query: Query, bucket: u32, key: u32, position: u32): void {
  const index = changetype<PrefixIndex>(matcher.index);
  const start = bucketStart(index, bucket);
  let i = endBelow(matcher, index, bucket);
  matcher.budget -= i - start;
  while (i > start) {
    const posting = postingAt(index, --i);
    if (query.from > posting.node) return;
    if (posting.key == key) meet(matcher, query, posting, position);
  }
}

/** The same, leaving out nodes of the query's own cluster. */
function scanOtherClusters(matcher: Matcher, query: Query, bucket: u32, key: u32, position: u32): void {
  const index = changetype<PrefixIndex>(matcher.index);
  const block = changetype<Store>(matcher.block);
  const root = rootOf(matcher.parents, query.ordinal);
  const start = bucketStart(index, bucket);
  let i = endBelow(matcher, index, bucket);
  if (i == start) return;
  const uniform = matcher.uniform + bucket;
  if (load<u8>(uniform) != 0) {
    const last = nodeAt(block, postingAt(index, i - 1).node);
    if (rootOf(matcher.parents, last.ordinal) == root) return;
  }
  matcher.budget -= (i - start) << 2;
  let own: u8 = 1;
  while (i > start) {
    const posting = postingAt(index, --i);
    if (query.from > posting.node) break;
    if (rootOf(matcher.parents, nodeAt(block, posting.node).ordinal) == root) continue;
    own = 0;
    if (posting.key == key) meet(matcher, query, posting, position);
  }
  // Gone on with in the middle, a scan has not seen all nodes that later queries may meet.
  if (matcher.after == 0) store<u8>(uniform, own);
}

/** Takes a node that has a key of the query for a candidate, unless it was met before or cannot share enough. */
function meet(matcher: Matcher, query: Query, posting: Posting, position: u32): void {
  const stamp = matcher.stamps + ((<usize>posting.node) << 2);
  if (load<u32>(stamp) == matcher.turn) return;
  store<u32>(stamp, matcher.turn);
  const node = nodeAt(changetype<Store>(matcher.block), posting.node);
  const possible = matcher.contains
    ? mayContain(query, node)
    : mayPair(matcher, query, node, position, posting.position);
  if (!possible) return;
  store<u32>(matcher.candidates + ((<usize>(matcher.candidateCount++)) << 2), posting.node);
}

/** This is the first key in the order that both have: all others that they share come after it in both. */
function mayPair(matcher: Matcher, query: Query, node: Node, position: u32, nodePosition: u32): bool {
  const most = min(query.size - position, node.size - nodePosition);
  return most >= pairShare(query.size, node.size, matcher.numerator, matcher.denominator);
}

/** As long as the query's repeated shingles are not told apart, its size is an upper bound. */
@inline
export function mayContain(query: Query, node: Node): bool {
  return node.size < query.size || (node.size == query.size && node.row < query.row);
}

/** How many shingles a node must share with the query. */
@inline
export function requiredShare(matcher: Matcher, query: Query, node: Node): u32 {
  return matcher.contains
    ? shareOf(node.size, matcher.numerator, matcher.denominator)
    : pairShare(query.size, node.size, matcher.numerator, matcher.denominator);
}

/** Shell's sort with the gaps of Knuth: candidates are few, or nearly all in descending order. */
function sortCandidates(matcher: Matcher): void {
  const list = matcher.candidates;
  const count = matcher.candidateCount;
  reverse(list, count);
  let gap: u32 = 1;
  while (gap < count / 3) gap = gap * 3 + 1;
  for (; gap > 0; gap /= 3) {
    for (let i = gap; i < count; i++) {
      const node = load<u32>(list + ((<usize>i) << 2));
      let j = i;
      for (; j >= gap; j -= gap) {
        const other = load<u32>(list + ((<usize>(j - gap)) << 2));
        if (other <= node) break;
        store<u32>(list + ((<usize>j) << 2), other);
      }
      store<u32>(list + ((<usize>j) << 2), node);
    }
  }
}

function reverse(list: usize, count: u32): void {
  if (count < 2) return;
  let low = list;
  let high = list + ((<usize>(count - 1)) << 2);
  while (low < high) {
    const node = load<u32>(low);
    store<u32>(low, load<u32>(high));
    store<u32>(high, node);
    low += 4;
    high -= 4;
  }
}
