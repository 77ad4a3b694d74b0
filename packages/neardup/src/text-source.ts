/**
 * Texts laid end to end: text `i` is `bytes[offsets[i]]` up to, not including, `offsets[i + 1]`.
 * `offsets` has one entry more than there are texts, never descends and never passes the end of `bytes`.
 * Texts are UTF-8; every invalid sequence reads as U+FFFD.
 */
export interface TextBatch {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

/**
 * Gives the same texts in the same order every time it is called: the search reads them as often as its memory
 * demands. A row's number is its place in that order, from 0. Where batches begin and end makes no difference.
 * A batch is not looked at again once the next one is asked for, so its memory may be used again.
 */
export type TextSource = () => Iterable<TextBatch> | AsyncIterable<TextBatch>;
