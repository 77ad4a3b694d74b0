import type { WorldField } from "../world.ts";
import { ERASE, HOSTILE_TEXTS } from "./hostile-texts.ts";
import type { CommitmentBody } from "./malformed.ts";
import { createMalformed, createRaw, MALFORMED_KINDS } from "./malformed.ts";
import type { Random } from "./random.ts";

/** A commitment that names no data set. */
export interface HostileCommitment {
  /** What is hostile about it. */
  readonly hostile: string;
  readonly body: CommitmentBody;
  readonly expected: "invalid-commitment" | "undecodable-commitment";
}

/** As many as the chain takes of each kind of bytes (subtensor, pallets/commitments/src/types.rs). */
const [MAX_RAW, MAX_BIG_RAW, MAX_TIMELOCKED] = [128, 512, 1024];

/** Indices of `Data` that have no variant. */
const NO_VARIANTS = [137, 200, 255];

const REPO_IDS: readonly string[] = [
  "../../etc/passwd",
  "/etc/passwd",
  "..",
  "a\\..\\..\\b",
  "C:\\Windows\\x",
  "\\\\host\\share",
  "../api/x?y=",
  "a/b?token=",
  "a/b#c",
  "a/b/c",
  "a%2f..%2fb/c",
  "-rf/-rf",
  "a/..",
  "./a",
  "~root/.ssh",
  "$(id)/`id`",
];

const REVISIONS: readonly string[] = [
  "../../../../api/whoami-v2",
  "refs/heads/main",
  "-rf",
  "HEAD~1",
  "main ",
  "MAIN",
  "A".repeat(40),
  "0".repeat(41),
  "0000000?",
];

/** Commitments with hostile text in each of their parts, of every kind that the chain has, and of none that it has. */
export function listHostileCommitments(random: Random, block: number): HostileCommitment[] {
  return [...listTexts(random), ...listKinds(random, block), ...listIllFormed(random, block)];
}

function listTexts(random: Random): HostileCommitment[] {
  const commit = random.hex(40);
  return [
    ...Object.entries(HOSTILE_TEXTS).flatMap(([name, text], index) => [
      ofText(`${name} in the repository id`, `${text}/chat:1:${commit}`),
      // A subnet has room for 256 neurons.
      index % 2 === 0
        ? ofText(`${name} in the competition id`, `a/b:${text}:${commit}`)
        : ofText(`${name} in the revision`, `a/b:1:${text}`),
    ]),
    ...REPO_IDS.map((id) => ofText(`repository id ${id}`, `${id}:1:${commit}`)),
    ...REVISIONS.map((revision) => ofText(`revision ${revision}`, `a/b:1:${revision}`)),
  ];
}

function listKinds(random: Random, block: number): HostileCommitment[] {
  const algorithms = ["blake2-256", "sha256", "keccak256", "sha3-256"] as const;
  return [
    ...MALFORMED_KINDS.map((kind): HostileCommitment => ({
      hostile: kind,
      body: createMalformed(kind, random.fork(kind), block),
      expected:
        kind === "undecodable" || kind === "trailing-bytes"
          ? "undecodable-commitment"
          : "invalid-commitment",
    })),
    ...algorithms.map((algorithm) =>
      ofFields(algorithm, { type: "hash", algorithm, bytes: random.bytes(32) }),
    ),
    ofFields("random raw bytes", { type: "raw", bytes: random.bytes(MAX_RAW) }),
    ofFields("every byte", {
      type: "raw",
      bytes: Uint8Array.from({ length: 128 }, (_, at) => at + 128),
    }),
    ofFields("random big raw bytes", { type: "big-raw", bytes: random.bytes(MAX_BIG_RAW) }),
    ofFields("a long seal", {
      type: "timelocked",
      bytes: random.bytes(MAX_TIMELOCKED),
      revealRound: 2n ** 64n - 1n,
    }),
    {
      ...ofFields("hostile bytes revealed", { type: "reset-bonds" }),
      body: {
        fields: [{ type: "reset-bonds" }],
        revealed: [{ bytes: Buffer.from(ERASE.repeat(80)), block }],
      },
    },
  ];
}

/** Values that the chain itself would not take: a node may be hostile too. */
function listIllFormed(random: Random, block: number): HostileCommitment[] {
  return [
    ofBytes("no bytes", new Uint8Array(0)),
    ofBytes("random bytes", random.bytes(64)),
    ofBytes("10 kB of bytes", random.bytes(10_000)),
    ofBytes(
      "10 kB of one field",
      encodeInfo(block, Buffer.concat([Uint8Array.of(129), Buffer.alloc(10_000, 0x1b)])),
    ),
    ofBytes("fields without end", encodeHead(block, Uint8Array.of(0xfe, 0xff, 0xff, 0xff))),
    ...NO_VARIANTS.map((index) =>
      ofBytes(
        `variant ${index}`,
        encodeInfo(block, Buffer.concat([Uint8Array.of(index), random.bytes(32)])),
      ),
    ),
  ];
}

function ofText(hostile: string, text: string): HostileCommitment {
  return { hostile, body: createRaw(text), expected: "invalid-commitment" };
}

function ofFields(hostile: string, ...fields: WorldField[]): HostileCommitment {
  return { hostile, body: { fields }, expected: "invalid-commitment" };
}

function ofBytes(hostile: string, encoded: Uint8Array): HostileCommitment {
  return { hostile, body: { fields: [], encoded }, expected: "undecodable-commitment" };
}

function encodeInfo(block: number, data: Uint8Array): Uint8Array {
  return Buffer.concat([encodeHead(block, Uint8Array.of(1 << 2)), data]);
}

/** `deposit u64, block u32` and the number of fields in SCALE's compact form. */
function encodeHead(block: number, count: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(block, 8);
  return Buffer.concat([head, count]);
}
