/** What a row says as a conversation. The texts are JSON: strict, UTF-8, no name twice, no lone surrogate. */
export interface Conversation {
  /**
   * Whether `system` and `conversations` hold everything that Python reads of the row: it is an object with no other
   * names, `system` is a string, null or absent, `conversations` is a list of objects, each with exactly the strings
   * `role` and `content`, and there is no lone surrogate.
   */
  readonly fits: boolean;
  /** The string at `system`, quotes included; undefined if there is none. */
  readonly system: Uint8Array | undefined;
  /**
   * The list at `conversations`, with `role` and `content` alone of each element, in either order; undefined if there is
   * none. Where the row does not fit, what is not a string is null, and so are both of an element that is no object; of a
   * row whose elements are of that kind by the million there is no list, as it would be longer than the cap of a line.
   */
  readonly conversations: Uint8Array | undefined;
  /** Elements of `conversations`. */
  readonly turns: number | undefined;
  /** Code points of every `content` in `conversations`; a lone surrogate, which is written as U+FFFD, is one. */
  readonly characters: number | undefined;
}

/** Of a row that is none for every Python, that is no object, or that a cap kept from being read. */
export const NO_CONVERSATION: Conversation = Object.freeze({
  fits: false,
  system: undefined,
  conversations: undefined,
  turns: undefined,
  characters: undefined,
});
