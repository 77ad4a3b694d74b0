import type { WorldNeuron } from "../world.ts";
import type { Random } from "./random.ts";

export interface NeuronOptions {
  /** The newest block at which it may have registered. */
  readonly registeredBefore: number;
  readonly validator?: boolean;
  /** Its own by default. */
  readonly coldkey?: Uint8Array;
}

const RAO = 1_000_000_000;

/** A neuron with keys of its own. */
export function createNeuron(
  random: Random,
  { registeredBefore, validator = false, coldkey = random.bytes(32) }: NeuronOptions,
): WorldNeuron {
  return {
    hotkey: random.bytes(32),
    coldkey,
    registeredAt: random.between(Math.max(registeredBefore - 2_000_000, 0), registeredBefore),
    stake: BigInt(random.int((validator ? 500_000 : 2_000) * RAO)),
    active: validator || random.next() < 0.9,
    validatorPermit: validator,
  };
}
