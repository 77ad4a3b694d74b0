import {
  ACCOUNT_ID,
  BOOL,
  BYTES,
  COMMITMENT_REGISTRATION,
  EVENT_RECORD,
  H256,
  REVEALED_COMMITMENTS,
  SUBNET_IDENTITY,
  TIMESTAMP_PALLET_INDEX,
  U16,
  U32,
  U64,
  U8,
} from "./chain-types.ts";
import { encodeText } from "./scale.ts";
import { type TypeShape, vec } from "./type-shape.ts";

/** Those that metadata can name (substrate, `StorageHasher`). */
export type Hasher =
  | "Blake2_128"
  | "Blake2_256"
  | "Blake2_128Concat"
  | "Twox128"
  | "Twox256"
  | "Twox64Concat"
  | "Identity";

/** One storage item of a pallet, as metadata declares it. */
export interface StorageDefinition {
  /** What a client reads where nothing is stored: the fallback, or nothing. */
  readonly modifier: "Default" | "Optional";
  /** None for a plain value. */
  readonly keys: readonly { readonly hasher: Hasher; readonly type: TypeShape }[];
  readonly value: TypeShape;
  /** SCALE, hex without `0x`. */
  readonly fallback: string;
}

export type PalletName = "System" | "Timestamp" | "SubtensorModule" | "Commitments";

/** `Pallet.Item`. */
export type StorageName =
  | `System.${"Events" | "Number" | "ParentHash"}`
  | "Timestamp.Now"
  | `SubtensorModule.${SubnetItem | NeuronItem}`
  | `Commitments.${"CommitmentOf" | "LastBondsReset" | "LastCommitment" | "RevealedCommitments"}`;

type SubnetItem =
  | "Burn"
  | "MechanismCountCurrent"
  | "MechanismEmissionSplit"
  | "NetworkRegisteredAt"
  | "NetworksAdded"
  | "SubnetIdentitiesV3"
  | "SubnetOwner"
  | "SubnetOwnerHotkey"
  | "SubnetworkN"
  | "Tempo"
  | "TokenSymbol"
  | "TotalNetworks";

type NeuronItem =
  | "Active"
  | "BlockAtRegistration"
  | "Consensus"
  | "Dividends"
  | "Emission"
  | "Incentive"
  | "Keys"
  | "LastUpdate"
  | "Owner"
  | "TotalHotkeyAlpha"
  | "Uids"
  | "ValidatorPermit";

/** Pallets with their indices in the real runtime (subtensor, runtime/src/lib.rs, `construct_runtime!`). */
export const PALLET_INDICES: Readonly<Record<PalletName, number>> = {
  System: 0,
  Timestamp: TIMESTAMP_PALLET_INDEX,
  SubtensorModule: 7,
  Commitments: 18,
};

/** What a runtime has of the items that are served; one of another version may lack some. */
export type StorageLayout = Readonly<Partial<Record<StorageName, StorageDefinition>>>;

const NO_ACCOUNT = "00".repeat(32);
const NETUID = { hasher: "Identity", type: U16 } as const;
const MECHANISMS_OF = { hasher: "Twox64Concat", type: U16 } as const;
const UID = { hasher: "Identity", type: U16 } as const;
const HOTKEY = { hasher: "Blake2_128Concat", type: ACCOUNT_ID } as const;
const COMMITTER = { hasher: "Twox64Concat", type: ACCOUNT_ID } as const;

/**
 * Every storage item that is served: the one list from which both metadata and keys are made.
 * Hashers, types and fallbacks are those of subtensor (pallets/subtensor/src/lib.rs, pallets/commitments/src/lib.rs).
 */
export const STORAGE: Readonly<Record<StorageName, StorageDefinition>> = {
  // Never stored: blocks have no events here.
  "System.Events": byDefault([], vec(EVENT_RECORD), "00"),
  "System.Number": byDefault([], U32, "00000000"),
  "System.ParentHash": byDefault([], H256, NO_ACCOUNT),
  "Timestamp.Now": byDefault([], U64, "0000000000000000"),

  "SubtensorModule.NetworksAdded": byDefault([NETUID], BOOL, "00"),
  "SubtensorModule.SubnetworkN": byDefault([NETUID], U16, "0000"),
  "SubtensorModule.SubnetOwner": byDefault([NETUID], ACCOUNT_ID, NO_ACCOUNT),
  "SubtensorModule.SubnetOwnerHotkey": byDefault([NETUID], ACCOUNT_ID, NO_ACCOUNT),
  "SubtensorModule.TokenSymbol": byDefault([NETUID], BYTES, encodeText("\u{1D70F}")),
  "SubtensorModule.NetworkRegisteredAt": byDefault([NETUID], U64, "0000000000000000"),
  // Never stored: subnets here have one mechanism.
  "SubtensorModule.MechanismCountCurrent": byDefault([MECHANISMS_OF], U8, "01"),
  "SubtensorModule.MechanismEmissionSplit": optional([MECHANISMS_OF], vec(U16)),
  "SubtensorModule.TotalNetworks": byDefault([], U16, "0000"),
  "SubtensorModule.Tempo": byDefault([NETUID], U16, "6801"),
  "SubtensorModule.Burn": byDefault([NETUID], U64, "00e1f50500000000"),
  "SubtensorModule.SubnetIdentitiesV3": optional(
    [{ hasher: "Blake2_128Concat", type: U16 }],
    SUBNET_IDENTITY,
  ),

  "SubtensorModule.Active": byDefault([NETUID], vec(BOOL), "00"),
  "SubtensorModule.ValidatorPermit": byDefault([NETUID], vec(BOOL), "00"),
  "SubtensorModule.Incentive": byDefault([NETUID], vec(U16), "00"),
  "SubtensorModule.Dividends": byDefault([NETUID], vec(U16), "00"),
  "SubtensorModule.Consensus": byDefault([NETUID], vec(U16), "00"),
  "SubtensorModule.Emission": byDefault([NETUID], vec(U64), "00"),
  "SubtensorModule.LastUpdate": byDefault([NETUID], vec(U64), "00"),

  "SubtensorModule.Keys": byDefault([NETUID, UID], ACCOUNT_ID, NO_ACCOUNT),
  "SubtensorModule.BlockAtRegistration": byDefault([NETUID, UID], U64, "0000000000000000"),
  "SubtensorModule.Uids": optional([NETUID, HOTKEY], U16),
  "SubtensorModule.Owner": byDefault([HOTKEY], ACCOUNT_ID, NO_ACCOUNT),
  "SubtensorModule.TotalHotkeyAlpha": byDefault([HOTKEY, NETUID], U64, "0000000000000000"),

  "Commitments.CommitmentOf": optional([NETUID, COMMITTER], COMMITMENT_REGISTRATION),
  "Commitments.LastCommitment": optional([NETUID, COMMITTER], U32),
  "Commitments.LastBondsReset": optional([NETUID, COMMITTER], U32),
  "Commitments.RevealedCommitments": optional([NETUID, COMMITTER], REVEALED_COMMITMENTS),
};

function byDefault(
  keys: StorageDefinition["keys"],
  value: TypeShape,
  fallback: string,
): StorageDefinition {
  return { modifier: "Default", keys, value, fallback };
}

function optional(keys: StorageDefinition["keys"], value: TypeShape): StorageDefinition {
  return { modifier: "Optional", keys, value, fallback: "00" };
}
