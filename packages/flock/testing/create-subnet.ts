import type { Subnet } from "@flock-tools/chain";
import type { CommitmentEntry, CommitmentField } from "@flock-tools/core";

/** One miner of a made-up subnet: a text, fields, an undecodable value, or nothing. */
export interface MinerSpec {
  readonly text?: string;
  readonly fields?: readonly CommitmentField[];
  readonly undecodable?: string;
  readonly block?: number;
  /** Default: `5Cold<uid>`. */
  readonly coldkey?: string;
}

/** A subnet at block 1000 whose hotkeys are `5Hot0`, `5Hot1`, ...; one without commitment has no entry if `uid` is odd. */
export function createSubnet(miners: readonly MinerSpec[], stale: readonly string[] = []): Subnet {
  const neurons = miners.map(({ coldkey }, uid) => ({
    uid,
    hotkey: `5Hot${uid}`,
    coldkey: coldkey ?? `5Cold${uid}`,
    registeredAt: 1,
    stake: 0n,
  }));
  return {
    block: { number: 1000, hash: `0x${"ab".repeat(32)}`, timestamp: 1_700_000_000_000 },
    netuid: 96,
    name: "FLock",
    symbol: "x",
    githubRepo: undefined,
    ownerHotkey: undefined,
    ownerColdkey: undefined,
    registeredAt: 1,
    neurons,
    commitments: new Map(miners.flatMap(createEntry)),
    staleCommitments: stale,
  };
}

function createEntry(spec: MinerSpec, uid: number): [string, CommitmentEntry][] {
  const hotkey = `5Hot${uid}`;
  const encoded = new Uint8Array([uid]);
  if (spec.undecodable !== undefined) {
    return [[hotkey, { status: "undecodable", encoded, reason: spec.undecodable }]];
  }
  const fields = spec.fields ?? createFields(spec.text);
  if (fields === undefined) return uid % 2 === 1 ? [] : [[hotkey, { status: "absent" }]];
  const commitment = { hotkey, block: spec.block ?? uid, fields, encoded, revealed: [] };
  return [[hotkey, { status: "present", commitment }]];
}

function createFields(text: string | undefined): readonly CommitmentField[] | undefined {
  return text === undefined ? undefined : [{ type: "raw", bytes: Buffer.from(text, "latin1") }];
}
