/**
 * Texts laid end to end: text i is `bytes` from `offsets[i]` up to, not including, `offsets[i + 1]`; `offsets` has one
 * entry more than there are texts. The arrays are the receiver's own.
 */
export interface RowTexts {
  /** As they stand in the file: UTF-8 out of a column of strings, anything out of one of bytes. */
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** Of each text its row's number in the file, from 0. */
  readonly rows: Uint32Array;
}

/** What a reading came to. */
export interface RowTextsSummary {
  readonly rows: number;
  readonly texts: number;
  /** Rows whose text is NULL, or that have no list of messages. */
  readonly withoutText: number;
  /** Rows whose text is beyond the cap. */
  readonly errors: number;
}
