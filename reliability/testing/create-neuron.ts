import type { WorldNeuron } from "@flock-tools/devnet";

/** A miner like all others, with keys of its own. */
export function createNeuron(uid: number): WorldNeuron {
  return {
    hotkey: createKey(uid),
    coldkey: createKey(1_000 + uid),
    registeredAt: 1,
    stake: 0n,
    active: true,
    validatorPermit: false,
  };
}

/** 32 bytes of a key, others for each number. */
export function createKey(number: number): Buffer {
  const key = Buffer.alloc(32, 7);
  key.writeUInt32BE(number);
  return key;
}
