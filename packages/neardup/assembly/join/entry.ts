/** A text in memory, and what is known of it. */
@unmanaged
export class Entry {
  row: u32;
  /** Address of the text. */
  text: usize;
  /** Bytes of the text. */
  length: u32;
  /** Shingles of the text, repeated ones included; 0 as long as they were not counted. */
  shingles: u32;
}

export const ENTRY_BYTES: usize = offsetof<Entry>();

@inline
export function entryAt(entries: usize, i: u32): Entry {
  return changetype<Entry>(entries + <usize>i * ENTRY_BYTES);
}
