import type { ExportPlan, RowSelection } from "@flock-tools/flock";
import type { Store } from "@flock-tools/store";
import type { TableSchema } from "@flock-tools/tabular";

export interface MetadataOptions {
  readonly store: Pick<Store, "genesis">;
  readonly plan: ExportPlan;
  readonly schema: TableSchema;
  readonly selection: RowSelection & { readonly where?: string | undefined };
}

/** What a file says of itself: of which chain, subnet and block it is, and which rows were chosen. */
export function createMetadata({
  store,
  plan,
  schema,
  selection,
}: MetadataOptions): Readonly<Record<string, string>> {
  const { netuid, block } = plan;
  return {
    "flock.schema": schema.name,
    "flock.schema_version": String(schema.version),
    "flock.genesis": store.genesis,
    "flock.netuid": String(netuid),
    "flock.block": String(block.number),
    "flock.block_hash": block.hash,
    "flock.block_time": new Date(block.timestamp).toISOString(),
    "flock.selection": describeSelection(selection),
  };
}

/** As JSON, in the order in which it is applied; `{}` for all rows. */
function describeSelection(selection: MetadataOptions["selection"]): string {
  return JSON.stringify(selection, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}
