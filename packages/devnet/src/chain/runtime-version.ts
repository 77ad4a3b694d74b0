import { toHex } from "@flock-tools/core";
import { blake2AsU8a } from "@polkadot/util-crypto";
import type { PlainStruct } from "./plain-value.ts";
import { RUNTIME_APIS } from "./runtime-apis.ts";

const SPEC_NAME = "node-subtensor";

/** The answer to `state_getRuntimeVersion`. */
export interface RuntimeVersion {
  readonly specName: string;
  readonly implName: string;
  readonly authoringVersion: number;
  readonly specVersion: number;
  readonly implVersion: number;
  readonly apis: readonly (readonly [id: string, version: number])[];
  readonly transactionVersion: number;
  readonly systemVersion: number;
  /** The older name of `systemVersion`; nodes send both. */
  readonly stateVersion: number;
}

export function createRuntimeVersion(specVersion: number): RuntimeVersion {
  return {
    specName: SPEC_NAME,
    implName: SPEC_NAME,
    authoringVersion: 1,
    specVersion,
    implVersion: 1,
    apis: Object.entries(RUNTIME_APIS).map(([name, { version }]) => [hashApiName(name), version]),
    transactionVersion: 1,
    systemVersion: 1,
    stateVersion: 1,
  };
}

/** As the constant `System.Version` and `Core_version` have it. */
export function describeRuntimeVersion(version: RuntimeVersion): PlainStruct {
  return {
    spec_name: version.specName,
    impl_name: version.implName,
    authoring_version: version.authoringVersion,
    spec_version: version.specVersion,
    impl_version: version.implVersion,
    apis: version.apis.map(([id, number]) => [Buffer.from(id.slice(2), "hex"), number]),
    transaction_version: version.transactionVersion,
    system_version: version.systemVersion,
    state_version: version.stateVersion,
  };
}

/** What the constant `System.Version` of somebody's metadata says. */
export function toRuntimeVersion(constant: PlainStruct): RuntimeVersion {
  const numberOf = (name: string): number => Number(constant[name] ?? 0);
  const apis = constant["apis"] as readonly (readonly [Uint8Array, number])[];
  // It had the older name up to polkadot-sdk 1.17 (substrate, primitives/version).
  const systemVersion = Number(constant["system_version"] ?? constant["state_version"] ?? 0);
  return {
    specName: constant["spec_name"] as string,
    implName: constant["impl_name"] as string,
    authoringVersion: numberOf("authoring_version"),
    specVersion: numberOf("spec_version"),
    implVersion: numberOf("impl_version"),
    apis: apis.map(([id, version]) => [`0x${toHex(id)}`, version]),
    transactionVersion: numberOf("transaction_version"),
    systemVersion,
    stateVersion: systemVersion,
  };
}

/** Substrate, `sp_api::ApiExt`: blake2-64 of the name. */
function hashApiName(name: string): string {
  return `0x${toHex(blake2AsU8a(name, 64))}`;
}
