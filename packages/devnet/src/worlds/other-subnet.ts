import type { WorldCommitment, WorldNeuron, WorldSubnet } from "../world.ts";
import { createRaw } from "./malformed.ts";
import { createNeuron } from "./neuron.ts";
import type { Random } from "./random.ts";

/**
 * What the miners of a subnet other than FLock commit to. `lone-look-alike` has one valid commitment of FLock's shape,
 * at uid 0, and nothing of it elsewhere.
 */
export type CommitmentStyle =
  | "none"
  | "url-with-port"
  | "url-with-address"
  | "onnx-model"
  | "five-parts"
  | "json"
  | "words"
  | "hash"
  | "lone-look-alike";

export interface OtherSubnetOptions {
  readonly random: Random;
  readonly netuid: number;
  readonly name: string;
  readonly style: CommitmentStyle;
  readonly neurons: number;
  readonly headNumber: number;
  /** An on-chain identity with this repository; without one the name stays off the chain. */
  readonly githubRepo?: string;
}

/** Shares of the miners who have committed, in every subnet but FLock's. */
const COMMITTED = 0.6;

const SYMBOLS = "αβγδεζηθικλμνξπρστυφχψωאבגדהוזחטיכלמנסעפצקרשת";

const TEXTS = {
  "url-with-port": (random) => `https://${random.hex(8)}.miners.example:8080/x`,
  "url-with-address": (random) => `http://${writeAddress(random)}:8091`,
  "onnx-model": (random) =>
    `user${random.int(900)}/model-${random.hex(4)}:file.onnx:1:${random.hex(32)}`,
  "five-parts": (random) =>
    `ns${random.int(90)}:name-${random.hex(6)}:${random.hex(40)}:${random.hex(32)}:2`,
  json: (random) => `{"model":"m-${random.hex(6)}","port":${random.between(1024, 65_535)}}`,
  words: (random) => random.pick(["hello", "v1.2.0", "gpu: yes", "endpoint moved", "01", "ok"]),
} satisfies Partial<Record<CommitmentStyle, (random: Random) => string>>;

/** A subnet whose commitments are not FLock's. */
export function createOtherSubnet(options: OtherSubnetOptions): WorldSubnet {
  const { random, netuid, name, neurons: count, headNumber, githubRepo } = options;
  const registeredAt = netuid === 0 ? 0 : headNumber - random.between(100_000, 4_000_000);
  const neurons = Array.from({ length: count }, (_, uid) =>
    createNeuron(random, {
      registeredAfter: registeredAt,
      registeredBefore: headNumber - 1_000,
      validator: netuid === 0 || uid % 16 === 15,
    }),
  );
  return {
    netuid,
    name,
    symbol: netuid === 0 ? "Τ" : SYMBOLS.charAt(netuid % SYMBOLS.length),
    ...(githubRepo === undefined ? {} : { identity: { githubRepo } }),
    registeredAt,
    ownerHotkey: random.bytes(32),
    ownerColdkey: random.bytes(32),
    neurons,
    commitments: neurons.flatMap((neuron, uid) => createCommitment(options, neuron, uid)),
  };
}

function createCommitment(
  { random, style, headNumber }: OtherSubnetOptions,
  { hotkey, registeredAt, validatorPermit }: WorldNeuron,
  uid: number,
): WorldCommitment[] {
  const isFirst = uid === 0;
  if (style === "none" || (!isFirst && (validatorPermit || random.next() > COMMITTED))) return [];
  const block = random.between(registeredAt + 1, headNumber - 100);
  const base = { hotkey, block, deposit: 0n };
  if (style === "hash") {
    const fields = [{ type: "hash", algorithm: "blake2-256", bytes: random.bytes(32) } as const];
    return [{ ...base, fields }];
  }
  if (style === "lone-look-alike") {
    const text = isFirst ? `someone/chat-model:1:${random.hex(40)}` : TEXTS.words(random);
    return [{ ...base, ...createRaw(text) }];
  }
  return [{ ...base, ...createRaw(TEXTS[style](random)) }];
}

// TEST-NET-3 (RFC 5737): addresses that are nobody's.
function writeAddress(random: Random): string {
  return `203.0.113.${random.between(1, 254)}`;
}
