import { encodeText, encodeUint, encodeVec } from "./scale.ts";

// Ids are blake2-64 of the runtime API's name. Below version 2 of `Metadata`, @polkadot/api warns whenever it connects.
const RUNTIME_APIS = [
  { id: "0xdf6acb689907609b", version: 5 }, // Core
  { id: "0x37e397fc7c91f5e4", version: 2 }, // Metadata
] as const;

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
    apis: RUNTIME_APIS.map(({ id, version }) => [id, version]),
    transactionVersion: 1,
    systemVersion: 1,
    stateVersion: 1,
  };
}

/** The constant `System.Version`, SCALE, hex without `0x`. */
export function encodeRuntimeVersion(version: RuntimeVersion): string {
  return (
    encodeText(version.specName) +
    encodeText(version.implName) +
    encodeUint(version.authoringVersion, 4) +
    encodeUint(version.specVersion, 4) +
    encodeUint(version.implVersion, 4) +
    encodeVec(version.apis.map(([id, number]) => id.slice(2) + encodeUint(number, 4))) +
    encodeUint(version.transactionVersion, 4) +
    encodeUint(version.systemVersion, 1)
  );
}
