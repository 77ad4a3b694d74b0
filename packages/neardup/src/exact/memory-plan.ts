// What each part of a search may take of its memory. Parts that are never in use at the same time share theirs.

/** Texts and their samples, while all are kept. */
export const SHELF_SHARE: number = 1 / 2;

/** Counters of the first reading. */
export const SCREEN_SHARE: number = 1 / 4;

/** Nodes and their index, beside the texts of all rows. */
export const NODES_BESIDE_TEXTS_SHARE: number = 3 / 8;

/** Nodes with their texts and their index, while other texts only come by. */
export const NODES_SHARE: number = 5 / 8;

/** Counters of keys. */
export const RARITY_SHARE: number = 1 / 8;

/** Pairs that wait to be listed in order. */
export const PAIRS_SHARE: number = 1 / 16;
