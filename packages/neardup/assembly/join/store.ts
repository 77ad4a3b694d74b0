import { Entry, entryAt } from "./entry";
import { align16, equalBytes } from "./memory";
import { prefixSize } from "./ratio";
import { RESERVED_BYTES } from "./prefix-index";
import {
  countShared,
  fingerprint,
  hashAt,
  indexShingles,
  keyOf,
  readShingles,
  Shingles,
} from "./shingles";

/** A node in memory: a text and its set of shingles. */
@unmanaged
export class Node {
  row: u32;
  text: usize;
  length: u32;
  /** Different shingles. */
  size: u32;
  /** u32 for each different shingle: keyOf its hash. From the ordering on only those that others may have too, the rarest first. */
  keys: usize;
  keyCount: u32;
  /** How many of `keys` are in the prefix. */
  prefix: u32;
  /** Its number among all nodes of the search, ascending by row. */
  ordinal: u32;
  fingerprint: u64;
}

export const NODE_BYTES: usize = offsetof<Node>();

/** A block of nodes, ascending by row. Data grows upwards, nodes downwards. */
@unmanaged
export class Store {
  /** Where the next node's data begins. */
  data: usize;
  /** Node i ends at `top` - i * NODE_BYTES. */
  top: usize;
  count: u32;
  /** Bytes that the index will need. */
  reserved: usize;
  /** u32: node + 1, or 0; open addressing by the fingerprint. */
  identities: usize;
  identityMask: u32;
  /** 1: texts are copied into the store. 0: they stay where they are. */
  copies: u32;
  /** 1: takes no more nodes. */
  full: u32;
  /** Of the ratio that the index will be for. */
  numerator: u32;
  denominator: u32;
}

@inline
export function nodeAt(store: Store, i: u32): Node {
  return changetype<Node>(store.top - <usize>(i + 1) * NODE_BYTES);
}

/**
 * Adds the texts of `count` entries as nodes, until the store is full. Of a text whose set of shingles a node of the
 * store has already, which is compared on the shingles themselves, the row and the node's row go to `copies`;
 * entries that were neither added nor found equal are kept in `entries`.
 * @returns how many are kept; the number of copies is at `copies`[0]
 */
export function addNodes(
  into: usize,
  entries: usize,
  count: u32,
  copies: usize,
  left: usize,
  right: usize,
): u32 {
  const block = changetype<Store>(into);
  let kept: u32 = 0;
  let equal: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = entryAt(entries, i);
    const shingles = readShingles(entry.text, entry.length, left);
    indexShingles(shingles);
    const print = fingerprint(shingles);
    const slot = findIdentity(block, shingles, print, right);
    const found = load<u32>(slot);
    if (found != 0) {
      store<u32>(copies + ((<usize>equal) << 3), entry.row, 4);
      store<u32>(copies + ((<usize>equal) << 3), nodeAt(block, found - 1).row, 8);
      equal++;
    } else if (addNode(block, entry, shingles, print)) {
      store<u32>(slot, block.count);
    } else {
      entry.shingles = shingles.occurrences;
      memory.copy(changetype<usize>(entryAt(entries, kept++)), changetype<usize>(entry), offsetof<Entry>());
    }
  }
  store<u32>(copies, equal);
  return kept;
}

/** Address of the slot of the node with this set of shingles, or of a free one. */
function findIdentity(block: Store, shingles: Shingles, print: u64, right: usize): usize {
  let place = <u32>print & block.identityMask;
  while (true) {
    const slot = block.identities + ((<usize>place) << 2);
    const found = load<u32>(slot);
    if (found == 0) return slot;
    const node = nodeAt(block, found - 1);
    if (node.fingerprint == print && node.size == shingles.size) {
      const other = readShingles(node.text, node.length, right);
      if (countShared(shingles, other) == node.size) return slot;
    }
    place = (place + 1) & block.identityMask;
  }
}

function addNode(block: Store, entry: Entry, shingles: Shingles, print: u64): bool {
  if (block.full) return false;
  const size = shingles.size;
  const postings = prefixSize(size, block.numerator, block.denominator);
  const reserved = block.reserved + <usize>postings * RESERVED_BYTES;
  const text = block.copies ? align16(entry.length) : 0;
  const end = block.data + text + align16((<usize>size) << 2);
  const node = nodeAt(block, block.count);
  if (end + reserved > changetype<usize>(node) || end < block.data) {
    block.full = 1;
    return false;
  }
  node.row = entry.row;
  node.text = block.copies ? block.data : entry.text;
  node.length = entry.length;
  if (block.copies) memory.copy(block.data, entry.text, entry.length);
  node.size = size;
  node.keys = block.data + text;
  node.keyCount = size;
  node.fingerprint = print;
  for (let i: u32 = 0; i < size; i++) {
    const at = (<usize>i) << 2;
    store<u32>(node.keys + at, keyOf(hashAt(shingles, load<u32>(shingles.distinct + at))));
  }
  block.data = end;
  block.reserved = reserved;
  block.count++;
  return true;
}
