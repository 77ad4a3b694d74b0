/** A list that is handed over some items at a time and ends at a limit. */
export interface Listing<T> {
  readonly limit: number;
  readonly emit: (items: readonly T[]) => void;
  /** Items not handed over yet. */
  waiting: T[];
  /** Items listed, waiting ones too. */
  count: number;
  /** Whether there was at least one item more. */
  truncated: boolean;
}

const ITEMS_A_BATCH = 4096;

/** An empty list of at most `limit` items that hands over to `emit`. */
export function createListing<T>({ limit, emit }: Pick<Listing<T>, "limit" | "emit">): Listing<T> {
  return { limit, emit, waiting: [], count: 0, truncated: false };
}

/** Lists one item more, or notes that there is one. */
export function addToListing<T>(listing: Listing<T>, item: T): void {
  if (listing.count === listing.limit) {
    listing.truncated = true;
    return;
  }
  listing.count += 1;
  listing.waiting.push(item);
  if (listing.waiting.length === ITEMS_A_BATCH) flushListing(listing);
}

/** Hands over what waits. */
export function flushListing<T>(listing: Listing<T>): void {
  if (listing.waiting.length === 0) return;
  const items = listing.waiting;
  listing.waiting = [];
  listing.emit(items);
}
