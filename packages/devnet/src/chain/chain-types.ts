import {
  array,
  compact,
  primitive,
  struct,
  tuple,
  type TypeShape,
  type VariantShape,
  variants,
  vec,
  wrapper,
} from "./type-shape.ts";

export const BOOL: TypeShape = primitive("Bool");
export const U8: TypeShape = primitive("U8");
export const U16: TypeShape = primitive("U16");
export const U32: TypeShape = primitive("U32");
export const U64: TypeShape = primitive("U64");
export const U128: TypeShape = primitive("U128");
export const BYTES: TypeShape = vec(U8);
export const H256: TypeShape = wrapper("primitive_types::H256", array(U8, 32));
/** Clients show it as an SS58 address because of its path. */
export const ACCOUNT_ID: TypeShape = wrapper("sp_core::crypto::AccountId32", array(U8, 32));

/** subtensor, pallets/subtensor/src/lib.rs, `SubnetIdentityV3`. */
export const SUBNET_IDENTITY: TypeShape = struct("pallet_subtensor::pallet::SubnetIdentityV3", {
  subnet_name: BYTES,
  github_repo: BYTES,
  subnet_contact: BYTES,
  subnet_url: BYTES,
  discord: BYTES,
  description: BYTES,
  logo_url: BYTES,
  additional: BYTES,
});

/** subtensor, pallets/commitments/src/types.rs, `Data`: 137 variants, one for each length of raw bytes. */
const COMMITMENT_DATA: TypeShape = variants("pallet_commitments::types::Data", [
  { name: "None", index: 0, fields: [] },
  ...Array.from({ length: 129 }, (_, length) =>
    plainCase(`Raw${length}`, length + 1, array(U8, length)),
  ),
  plainCase("BlakeTwo256", 130, array(U8, 32)),
  plainCase("Sha256", 131, array(U8, 32)),
  plainCase("Keccak256", 132, array(U8, 32)),
  plainCase("ShaThree256", 133, array(U8, 32)),
  {
    name: "TimelockEncrypted",
    index: 134,
    fields: [
      { name: "encrypted", type: bounded(BYTES, U8) },
      { name: "reveal_round", type: U64 },
    ],
  },
  { name: "ResetBondsFlag", index: 135, fields: [] },
  plainCase("BigRaw", 136, bounded(BYTES, U8)),
]);

/** subtensor, pallets/commitments/src/types.rs, `Registration`. */
export const COMMITMENT_REGISTRATION: TypeShape = struct(
  "pallet_commitments::types::Registration",
  {
    deposit: U64,
    block: U32,
    info: struct("pallet_commitments::types::CommitmentInfo", {
      fields: bounded(vec(COMMITMENT_DATA), COMMITMENT_DATA),
    }),
  },
);

export const REVEALED_COMMITMENTS: TypeShape = vec(tuple(BYTES, U64));

/** substrate, primitives/version, `RuntimeVersion`: the type of the constant `System.Version`. */
export const RUNTIME_VERSION: TypeShape = struct("sp_version::RuntimeVersion", {
  spec_name: cow(primitive("Str")),
  impl_name: cow(primitive("Str")),
  authoring_version: U32,
  spec_version: U32,
  impl_version: U32,
  apis: cow(vec(tuple(array(U8, 8), U32))),
  transaction_version: U32,
  system_version: U8,
});

export const TIMESTAMP_CALL: TypeShape = variants("pallet_timestamp::pallet::Call", [
  { name: "set", index: 0, fields: [{ name: "now", type: compact(U64) }] },
]);

export const TIMESTAMP_PALLET_INDEX = 2;

const RUNTIME_CALL: TypeShape = variants("node_subtensor_runtime::RuntimeCall", [
  plainCase("Timestamp", TIMESTAMP_PALLET_INDEX, TIMESTAMP_CALL),
]);

const RUNTIME_EVENT = variants("node_subtensor_runtime::RuntimeEvent", []);

/** Clients take the event type from its first parameter and warn when it is missing. */
export const EVENT_RECORD: TypeShape = struct(
  "frame_system::EventRecord",
  {
    phase: variants("frame_system::Phase", [
      plainCase("ApplyExtrinsic", 0, U32),
      { name: "Finalization", index: 1, fields: [] },
      { name: "Initialization", index: 2, fields: [] },
    ]),
    event: RUNTIME_EVENT,
    topics: vec(H256),
  },
  { E: RUNTIME_EVENT, T: H256 },
);

/** What V15 metadata names beside the pallets: calls, events and errors of all of them. */
export const OUTER_ENUMS: Readonly<Record<"callType" | "eventType" | "errorType", TypeShape>> = {
  callType: RUNTIME_CALL,
  eventType: RUNTIME_EVENT,
  errorType: variants("node_subtensor_runtime::RuntimeError", []),
};

export const RUNTIME: TypeShape = struct("node_subtensor_runtime::Runtime", {});

export const ADDRESS: TypeShape = variants(
  "sp_runtime::multiaddress::MultiAddress",
  [
    plainCase("Id", 0, ACCOUNT_ID),
    plainCase("Index", 1, compact(tuple())),
    plainCase("Raw", 2, BYTES),
    plainCase("Address32", 3, array(U8, 32)),
    plainCase("Address20", 4, array(U8, 20)),
  ],
  { AccountId: ACCOUNT_ID, AccountIndex: tuple() },
);

export const SIGNATURE: TypeShape = variants("sp_runtime::MultiSignature", [
  plainCase("Ed25519", 0, array(U8, 64)),
  plainCase("Sr25519", 1, array(U8, 64)),
  plainCase("Ecdsa", 2, array(U8, 65)),
]);

/** Clients find the address, call, signature and extension types among its four parameters. */
export const UNCHECKED_EXTRINSIC: TypeShape = wrapper(
  "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
  BYTES,
  { Address: ADDRESS, Call: RUNTIME_CALL, Signature: SIGNATURE, Extra: tuple() },
);

function plainCase(name: string, index: number, type: TypeShape): VariantShape {
  return { name, index, fields: [{ type }] };
}

function cow(type: TypeShape): TypeShape {
  return wrapper("Cow", type, { T: type });
}

function bounded(type: TypeShape, item: TypeShape): TypeShape {
  return wrapper("bounded_collections::bounded_vec::BoundedVec", type, { T: item });
}
