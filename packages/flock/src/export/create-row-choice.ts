import type { AbortOptions } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import type { ExportPlan } from "./export-plan.ts";
import { findUniqueRows } from "./find-unique-rows.ts";
import type { RowChoice } from "./read-selected-rows.ts";
import type { RowSelection } from "./row-selection.ts";

export interface CreateRowChoiceOptions extends AbortOptions {
  readonly plan: Pick<ExportPlan, "miners">;
  readonly selection: Pick<RowSelection, "only">;
}

/**
 * Chooses rows by `only`, as far as their texts need not be read for that. Rows that are the same say the same, so it
 * makes no difference to `unique` that what rows say is looked at afterwards.
 *
 * @throws FlockError FILE_CHANGED, StoreError; the abort reason
 */
export async function createRowChoice(
  store: Store,
  { plan: { miners }, selection: { only }, signal }: CreateRowChoiceOptions,
): Promise<RowChoice> {
  switch (only) {
    case "unique":
      return findUniqueRows(store, { miners, signal });
    case "valid":
      return (_, { status }) => status === "valid";
    // Of these the plan has the miners alone.
    case "eligible":
    case undefined:
      return () => true;
    default:
      return only satisfies never;
  }
}
