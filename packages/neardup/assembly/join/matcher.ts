/** What one thread needs to look for the partners of nodes; all fields are 32 bits wide. */
@unmanaged
export class Matcher {
  /** The Store whose nodes are found. */
  block: usize;
  /** Its PrefixIndex. */
  index: usize;
  /** Clusters by ordinal. */
  parents: usize;
  /** Of the ratio that is searched for. */
  numerator: u32;
  denominator: u32;
  /** 1: nodes of which a query holds enough are searched for. 0: near pairs. */
  contains: u32;
  /** 1: all pairs are listed. 0: those of two clusters are enough. */
  listing: u32;
  /** Region of the shingles of the text at hand. */
  left: usize;
  /** Region of the shingles of the texts it is compared with. */
  right: usize;
  /** Room for the table of its keys. */
  keySet: usize;
  keyMask: u32;
  /** u32 for each node of the block: the last turn that met it. */
  stamps: usize;
  turn: u32;
  /** u8 for each bucket of the index: 1 where all nodes that may still be met are known to be in one cluster. */
  uniform: usize;
  /** u32 for each node of the block. */
  candidates: usize;
  candidateCount: u32;
  /** Pairs found: Pair[]. */
  pairs: usize;
  pairCount: u32;
  pairLimit: u32;
  /** Work that may still be done in this call; below 0: return soon. */
  budget: i32;
  /** Where to go on: the node or entry, and the node of the block that it was compared with last, + 1. */
  next: u32;
  after: u32;
  /** Candidates looked at, and pairs verified. */
  looked: u32;
  verified: u32;
  /** Room to sort keys. */
  scratch: usize;
  /** 1: clusters are joined as pairs are found. 0: another thread does that. */
  joins: u32;
  /** Only nodes of the block before this one are looked for. */
  below: u32;
}

/** A pair whose shared shingles were counted on the shingles themselves. */
@unmanaged
export class Pair {
  /** The row of the node of the block. */
  found: u32;
  foundOrdinal: u32;
  foundSize: u32;
  /** The row that its partners were looked for. */
  row: u32;
  ordinal: u32;
  size: u32;
  shared: u32;
}

export const PAIR_BYTES: usize = offsetof<Pair>();

/** The node whose partners are looked for. */
@unmanaged
export class Query {
  row: u32;
  ordinal: u32;
  text: usize;
  length: u32;
  size: u32;
  keys: usize;
  keyCount: u32;
  /** How many of the keys are looked up. */
  prefix: u32;
  /** Only nodes of the block from this one on are partners. */
  from: u32;
  /** 1: the text's shingles are in `left`, indexed. */
  ready: u32;
  /** 1: its keys are in the key set. */
  keyed: u32;
}
