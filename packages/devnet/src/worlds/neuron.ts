import type { WorldNeuron } from "../world.ts";
import type { Random } from "./random.ts";

export interface NeuronOptions {
  /** The oldest block at which it may have registered: no subnet has neurons older than itself. */
  readonly registeredAfter: number;
  /** The newest one. */
  readonly registeredBefore: number;
  readonly validator?: boolean;
  /** Its own by default. */
  readonly coldkey?: Uint8Array;
}

const RAO = 1_000_000_000;

/** A neuron with keys of its own. */
export function createNeuron(
  random: Random,
  {
    registeredAfter,
    registeredBefore,
    validator = false,
    coldkey = random.bytes(32),
  }: NeuronOptions,
): WorldNeuron {
  return {
    hotkey: random.bytes(32),
    coldkey,
    registeredAt: random.between(registeredAfter, registeredBefore),
    stake: BigInt(random.int((validator ? 500_000 : 2_000) * RAO)),
    active: validator || random.next() < 0.9,
    validatorPermit: validator,
  };
}
