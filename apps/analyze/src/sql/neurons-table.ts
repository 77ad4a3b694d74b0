import type { BlockRef, Neuron } from "@flock-tools/core";
import { readNewest } from "./read-newest.ts";
import { createRecordTable, type SqlTable } from "./sql-table.ts";

interface SeenNeuron extends Neuron {
  readonly block: BlockRef;
}

// What a column of int64 holds; the chain's u64 goes further.
const MAX_INT64 = 2n ** 63n - 1n;

/** Who was registered at the newest observed block. */
export const NEURONS: SqlTable = createRecordTable<SeenNeuron>({
  name: "neurons",
  about: "who was registered at the newest observed block",
  list: async (store) => {
    const { block, neurons } = readNewest(store);
    return neurons.map((neuron) => ({ ...neuron, block }));
  },
  columns: [
    {
      name: "uid",
      type: "int32",
      nullable: false,
      description: "Slot in the subnet.",
      cell: ({ uid }) => uid,
    },
    {
      name: "hotkey",
      type: "utf8",
      nullable: false,
      description: "The key that signs and commits (SS58).",
      cell: ({ hotkey }) => hotkey,
    },
    {
      name: "coldkey",
      type: "utf8",
      nullable: false,
      description: "The key that owns the hotkey (SS58).",
      cell: ({ coldkey }) => coldkey,
    },
    {
      name: "registered_block",
      type: "int64",
      nullable: false,
      description: "Block at which the hotkey took the slot.",
      cell: ({ registeredAt }) => registeredAt,
    },
    {
      name: "stake_rao",
      type: "int64",
      nullable: false,
      description: "Alpha staked to the hotkey, in RAO (1e-9 alpha).",
      cell: ({ stake }) => (stake > MAX_INT64 ? MAX_INT64 : stake),
    },
    {
      name: "observed_block",
      type: "int64",
      nullable: false,
      description: "The newest observed block.",
      cell: ({ block }) => block.number,
    },
    {
      name: "observed_at",
      type: "timestamp",
      nullable: false,
      description: "Time of that block (UTC).",
      cell: ({ block }) => BigInt(block.timestamp) * 1000n,
    },
  ],
});
