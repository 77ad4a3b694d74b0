import type { MalformedKind } from "./malformed.ts";

/** Where the rows of a miner come from; `of` is the uid of a source. */
export type RowPlan =
  /** Picked at random from the pool. */
  | { readonly kind: "picked" }
  | { readonly kind: "copy"; readonly of: number }
  | { readonly kind: "reordered"; readonly of: number }
  | { readonly kind: "near-copy"; readonly of: number; readonly editRate: number }
  /** `shared` rows of a source, of a second one too if there is one, and rows of the pool that neither has. */
  | {
      readonly kind: "partial";
      readonly of: number;
      readonly shared: number;
      readonly also?: { readonly of: number; readonly shared: number };
    }
  | { readonly kind: "empty" }
  /** One line in the middle is cut short. */
  | { readonly kind: "broken-line" };

/** A miner with a well-formed commitment. */
export interface Publisher {
  readonly type: "publisher";
  readonly rows: RowPlan;
  /** The form of the revision in the commitment: the whole commit hash by default. */
  readonly revision?: "commit" | "prefix" | "main" | "None";
  /** Follows the three parts of the commitment; the validator reads no further than those. */
  readonly suffix?: string;
  readonly lfs?: boolean;
  /** Shares the coldkey of that uid. */
  readonly coldkeyOf?: number;
  /** Commits the very text of that uid. */
  readonly repoOf?: number;
  /** What is wrong with the repository. */
  readonly flaw?: "missing" | "gated" | "unknown-revision" | "other-file";
}

/** The part that one uid plays; a cast is a list of roles, the index is the uid. */
export type Role =
  | Publisher
  | { readonly type: "malformed"; readonly kind: MalformedKind }
  /** A miner that has not committed yet. */
  | { readonly type: "silent" }
  | { readonly type: "validator" };

export function picked(options: Partial<Publisher> = {}): Publisher {
  return { type: "publisher", rows: { kind: "picked" }, ...options };
}

export function published(rows: RowPlan, options: Partial<Publisher> = {}): Publisher {
  return { type: "publisher", rows, ...options };
}

export function malformed(kind: MalformedKind): Role {
  return { type: "malformed", kind };
}

/** The uids whose rows, text or coldkey a role takes, first the one to name. */
export function listSources(role: Role): number[] {
  if (role.type !== "publisher") return [];
  const { rows, coldkeyOf, repoOf } = role;
  const sources = [repoOf, coldkeyOf];
  if ("of" in rows) sources.push(rows.of);
  if (rows.kind === "partial") sources.push(rows.also?.of);
  return sources.filter((uid) => uid !== undefined);
}
