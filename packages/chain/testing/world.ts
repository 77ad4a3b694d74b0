import type { ChainWorld, WorldCommitment, WorldNeuron, WorldSubnet } from "@flock-tools/devnet";

/** An account id that differs for each number (below 2 ** 32) and is not zeros. */
export function accountId(number: number): Uint8Array {
  const bytes = new Uint8Array(32).fill(0xa5);
  new DataView(bytes.buffer).setUint32(0, number, true);
  return bytes;
}

export function neuron(number: number, changes: Partial<WorldNeuron> = {}): WorldNeuron {
  return {
    hotkey: accountId(number),
    coldkey: accountId(number + 1_000_000),
    registeredAt: 100 + number,
    stake: 5n,
    active: true,
    validatorPermit: false,
    ...changes,
  };
}

export function commitment(
  number: number,
  changes: Partial<WorldCommitment> = {},
): WorldCommitment {
  return {
    hotkey: accountId(number),
    block: 6_000_000 + number,
    deposit: 1n,
    fields: [{ type: "raw", bytes: Buffer.from(`user/set-${number}:c1:main`) }],
    ...changes,
  };
}

/** A subnet of `size` neurons, numbered from `netuid * 1000`, each with a commitment. */
export function subnet(netuid: number, changes: Partial<WorldSubnet> = {}, size = 3): WorldSubnet {
  const numbers = Array.from({ length: size }, (_, uid) => netuid * 1000 + uid);
  return {
    netuid,
    name: `Subnet ${netuid}`,
    symbol: "τ",
    identity: { githubRepo: `https://github.com/example/${netuid}` },
    registeredAt: 50 + netuid,
    ownerHotkey: accountId(2_000_000 + netuid),
    ownerColdkey: accountId(3_000_000 + netuid),
    neurons: numbers.map((number) => neuron(number)),
    commitments: numbers.map((number) => commitment(number)),
    ...changes,
  };
}

export const GENESIS = `0x${"ab".repeat(32)}` as const;

export function chainWorld(
  subnets: readonly WorldSubnet[],
  changes: Partial<ChainWorld> = {},
): ChainWorld {
  return {
    genesisHash: GENESIS,
    chainName: "Bittensor",
    specVersion: 425,
    headNumber: 7_000_000,
    headTimestamp: 1_790_000_000_000,
    subnets,
    ...changes,
  };
}
