import type { WorldCommitment, WorldField } from "../world.ts";
import type { Random } from "./random.ts";

/** The ways in which a commitment is not one of FLock's. */
export type MalformedKind =
  | "json"
  | "two-parts"
  | "four-parts"
  | "url-with-port"
  | "url-with-address"
  | "bad-repo-id"
  | "control-bytes"
  | "long-competition-id"
  | "bad-revision"
  | "big-raw"
  | "hash"
  | "reset-bonds"
  | "timelocked"
  | "timelocked-revealed"
  | "empty-raw"
  | "none-field"
  | "several-fields"
  | "undecodable"
  | "trailing-bytes";

/** The parts of a commitment that its kind decides. */
export type CommitmentBody = Pick<WorldCommitment, "fields" | "revealed" | "encoded">;

type Maker = (random: Random, block: number) => CommitmentBody;

const BIDI_OVERRIDE = "\u202e";

const MAKERS = {
  json: rawMaker((commit) => `{"repo":"acme/chat","commit":"${commit}"}`),
  "two-parts": rawMaker((commit) => `acme/chat:${commit}`),
  "four-parts": rawMaker((commit) => `acme:chat:1:${commit}`),
  "url-with-port": rawMaker(() => "https://miner.example.com:8080/dataset"),
  "url-with-address": rawMaker(() => "http://198.51.100.23:8091"),
  "bad-repo-id": rawMaker((commit) => `../..:1:${commit}`),
  "control-bytes": rawMaker(
    (commit) => `\u001b[31macme\u001b[0m/${BIDI_OVERRIDE}atad\u0000:1:${commit}`,
  ),
  "long-competition-id": rawMaker((commit) => `acme/chat:competition-13:${commit}`),
  "bad-revision": rawMaker(() => "acme/chat:1:v1.0-final"),
  // Well-formed but for the field: the validator reads Raw fields only.
  "big-raw": (random) => ({ fields: [{ type: "big-raw", bytes: wellFormed(random) }] }),
  hash: (random) => ({
    fields: [{ type: "hash", algorithm: "sha256", bytes: random.bytes(32) }],
  }),
  "reset-bonds": () => ({ fields: [{ type: "reset-bonds" }] }),
  timelocked: (random) => ({ fields: [timelock(random)] }),
  "timelocked-revealed": (random, block) => ({
    fields: [timelock(random)],
    revealed: [{ bytes: wellFormed(random), block: block + 120 }],
  }),
  "empty-raw": () => ({ fields: [{ type: "raw", bytes: new Uint8Array(0) }] }),
  "none-field": () => ({ fields: [{ type: "none" }] }),
  "several-fields": (random) => ({
    fields: [
      { type: "raw", bytes: Buffer.from("acme/ch") },
      { type: "raw", bytes: Buffer.from(`at:1:${random.hex(40)}`) },
    ],
  }),
  // `Data` has no variant of this index.
  undecodable: (random, block) => ({
    fields: [],
    encoded: encodeInfo(block, Buffer.concat([Uint8Array.of(200), random.bytes(40)])),
  }),
  "trailing-bytes": (random, block) => {
    const text = wellFormed(random);
    const raw = Buffer.concat([Uint8Array.of(text.length + 1), text]);
    const extra = Buffer.from("deadbeef", "hex");
    return { fields: [], encoded: Buffer.concat([encodeInfo(block, raw), extra]) };
  },
} satisfies Record<MalformedKind, Maker>;

/** The kinds, each once. */
export const MALFORMED_KINDS: readonly MalformedKind[] = Object.keys(MAKERS) as MalformedKind[];

/** A commitment of `kind`, made at `block`. */
export function createMalformed(
  kind: MalformedKind,
  random: Random,
  block: number,
): CommitmentBody {
  return MAKERS[kind](random, block);
}

/** A commitment of one Raw field, as miners make them. */
export function createRaw(text: string): CommitmentBody {
  return { fields: [{ type: "raw", bytes: Buffer.from(text) }] };
}

function rawMaker(write: (commit: string) => string): Maker {
  return (random) => createRaw(write(random.hex(40)));
}

function wellFormed(random: Random): Uint8Array {
  return Buffer.from(`acme/sealed-chat:1:${random.hex(40)}`);
}

function timelock(random: Random): WorldField {
  return { type: "timelocked", bytes: random.bytes(160), revealRound: 17_500_000n };
}

/** `{deposit u64, block u32, fields: [data]}` in SCALE (subtensor, pallets/commitments/src/types.rs). */
function encodeInfo(block: number, data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32LE(block, 8);
  // A compact length of one.
  head.writeUInt8(1 << 2, 12);
  return Buffer.concat([head, data]);
}
