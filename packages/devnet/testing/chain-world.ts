import type { ChainWorld, WorldCommitment, WorldNeuron, WorldSubnet } from "../src/world.ts";

/** A key of 32 bytes that reads as its number. */
export function keyOf(number: number): Uint8Array {
  const key = Buffer.alloc(32, 0xa0 + (number % 16));
  key.writeUInt32BE(number, 12);
  return key;
}

export function createNeuron(uid: number, changes: Partial<WorldNeuron> = {}): WorldNeuron {
  return {
    hotkey: keyOf(1_000 + uid),
    coldkey: keyOf(2_000 + uid),
    registeredAt: 500 + uid,
    stake: BigInt(uid) * 1_000_000_007n,
    active: uid % 2 === 0,
    validatorPermit: uid % 3 === 0,
    ...changes,
  };
}

export function createCommitment(
  hotkey: Uint8Array,
  changes: Partial<WorldCommitment> = {},
): WorldCommitment {
  const bytes = Buffer.from("alice/set:comp:0123456789abcdef0123456789abcdef01234567");
  return { hotkey, block: 600, deposit: 7n, fields: [{ type: "raw", bytes }], ...changes };
}

export function createSubnet(changes: Partial<WorldSubnet> = {}): WorldSubnet {
  return {
    netuid: 96,
    name: "FLock OFF",
    symbol: "\u{03C6}",
    identity: { githubRepo: "https://github.com/FLock-io/FLOCK-off" },
    registeredAt: 400,
    ownerHotkey: keyOf(10),
    ownerColdkey: keyOf(11),
    neurons: Array.from({ length: 5 }, (_, uid) => createNeuron(uid)),
    commitments: [],
    ...changes,
  };
}

export function createChain(changes: Partial<ChainWorld> = {}): ChainWorld {
  return {
    genesisHash: `0x${"5e".repeat(32)}`,
    chainName: "Bittensor",
    specVersion: 425,
    headNumber: 10_000,
    headTimestamp: 1_790_000_000_000,
    subnets: [createSubnet()],
    ...changes,
  };
}
