/** How many requests a server has answered or begun to answer, by kind. */
export interface RequestCounts {
  /** Requests since the start or the last `reset`. */
  readonly total: number;
  /** Requests by kind; a kind that was never seen is absent. Each read gives a copy of its own. */
  readonly byKind: Readonly<Record<string, number>>;
  /** Counts from zero again. */
  reset(): void;
}

/** The server's own side of `RequestCounts`. */
export interface RequestCounter extends RequestCounts {
  /** Counts one request of `kind`. */
  record(kind: string): void;
}

/** Creates counts that start from zero. */
export function createRequestCounts(): RequestCounter {
  const kinds = new Map<string, number>();
  return {
    get total(): number {
      let total = 0;
      for (const count of kinds.values()) total += count;
      return total;
    },
    get byKind(): Readonly<Record<string, number>> {
      return Object.fromEntries(kinds);
    },
    record(kind: string): void {
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    },
    reset(): void {
      kinds.clear();
    },
  };
}
