import type { CommitmentEntry, CommitmentField } from "@flock-tools/core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { readDevnetSchema } from "../testing/devnet-schema.ts";
import { getCommitmentItems } from "./commitment-items.ts";
import { type CommitmentItems, decodeCommitment } from "./decode-commitment.ts";

let items: CommitmentItems;
beforeAll(async () => {
  items = getCommitmentItems(await readDevnetSchema());
});

const HEAD = `01000000000000004d000000`;
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));
const decode = (commitment?: string, revealed?: string) =>
  decodeCommitment(
    {
      hotkey: "5Hotkey",
      commitment: commitment === undefined ? undefined : bytes(commitment),
      revealed: revealed === undefined ? undefined : bytes(revealed),
    },
    items,
  );

function fieldsOf(hex: string): readonly CommitmentField[] {
  const entry = decode(hex);
  if (entry.status !== "present") throw new Error(JSON.stringify(entry));
  return entry.commitment.fields;
}

/** The bytes that an entry carries. */
function encodedOf(entry: CommitmentEntry): Uint8Array | undefined {
  if (entry.status === "absent") return undefined;
  return entry.status === "present" ? entry.commitment.encoded : entry.encoded;
}

const digest = "ab".repeat(32);

/** A value of up to three fields that the chain could have written. */
const soundValue: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      fc.constantFrom([0], [0x87], [0x83, ...bytes(digest)]),
      fc.uint8Array({ maxLength: 128 }).map((raw) => [raw.length + 1, ...raw]),
      fc.uint8Array({ maxLength: 63 }).map((raw) => [0x88, raw.length << 2, ...raw]),
    ),
    { maxLength: 3 },
  )
  .map((fields) => Uint8Array.from([...bytes(HEAD), fields.length << 2, ...fields.flat()]));

describe("decodeCommitment", () => {
  it("gives what was published, when, and the bytes it came as", () => {
    const encoded = `${HEAD}0404612f62`;
    expect(decode(encoded)).toEqual({
      status: "present",
      commitment: {
        hotkey: "5Hotkey",
        block: 77,
        fields: [{ type: "raw", bytes: bytes("612f62") }],
        encoded: bytes(encoded),
        revealed: [],
      },
    });
  });

  it("says so when there is nothing, whatever was revealed before", () => {
    expect(decode(undefined)).toEqual({ status: "absent" });
    expect(decode(undefined, "00")).toEqual({ status: "absent" });
  });

  it("reads raw fields of every length from 0 to 128", () => {
    for (let length = 0; length <= 128; length++) {
      const content = new Uint8Array(length).fill(0x41);
      const index = (length + 1).toString(16).padStart(2, "0");
      expect(fieldsOf(`${HEAD}04${index}${Buffer.from(content).toString("hex")}`)).toEqual([
        { type: "raw", bytes: content },
      ]);
    }
  });

  it.each([
    ["none", "00", { type: "none" }],
    ["blake2", `82${digest}`, { type: "hash", algorithm: "blake2-256", bytes: bytes(digest) }],
    ["sha256", `83${digest}`, { type: "hash", algorithm: "sha256", bytes: bytes(digest) }],
    ["keccak", `84${digest}`, { type: "hash", algorithm: "keccak256", bytes: bytes(digest) }],
    ["sha3", `85${digest}`, { type: "hash", algorithm: "sha3-256", bytes: bytes(digest) }],
    [
      "timelocked",
      "860c010203ffffffffffffffff",
      { type: "timelocked", bytes: bytes("010203"), revealRound: 2n ** 64n - 1n },
    ],
    ["reset of bonds", "87", { type: "reset-bonds" }],
    ["big raw", "88086869", { type: "big-raw", bytes: bytes("6869") }],
  ] satisfies [string, string, CommitmentField][])("reads a field that is %s", (_, hex, field) => {
    expect(fieldsOf(`${HEAD}04${hex}`)).toEqual([field]);
  });

  it("reads no fields, and several", () => {
    expect(fieldsOf(`${HEAD}00`)).toEqual([]);
    expect(fieldsOf(`${HEAD}0c00024187`)).toEqual([
      { type: "none" },
      { type: "raw", bytes: bytes("41") },
      { type: "reset-bonds" },
    ]);
  });

  it.each([
    ["empty", "", "cut off"],
    ["cut off in the head", "0100", "cut off"],
    ["cut off in a field", `${HEAD}0404612f`, "expected 3 more bytes, found 2$"],
    ["without its last field", `${HEAD}0804612f62`, "cut off"],
    ["followed by a byte", `${HEAD}0404612f6200`, "left over after the value: 1$"],
    ["of an unknown kind", `${HEAD}0489`, "there is no variant 137$"],
    ["of a length that could be shorter", `${HEAD}0488090068690000`, "canonical"],
    ["of a count that could be shorter", `${HEAD}010000`, "canonical"],
    [
      "of an impossible count",
      `${HEAD}feffffff`,
      "expected 1073741823 more bytes or items, found 0$",
    ],
  ])("does not read a value that is %s", (_, hex, reason) => {
    const entry = decode(hex);
    expect(entry).toMatchObject({ status: "undecodable", encoded: bytes(hex) });
    if (entry.status !== "undecodable") return;
    expect(entry.reason).toMatch(new RegExp(`^Commitments\\.CommitmentOf: .*(?:${reason})`));
  });

  const fine = `${HEAD}0404612f62`;

  it.each([
    ["nothing", "00", []],
    ["bytes under their length", "040c0868690500000000000000", [["6869", 5]]],
    ["bytes without a length", "040868690500000000000000", [["6869", 5]]],
    ["bytes under another length", "040c1068690500000000000000", [["106869", 5]]],
    ["an empty reveal", "04000500000000000000", [["", 5]]],
    ["the length of nothing", "0404000500000000000000", [["", 5]]],
    ["a length that could be shorter", "04100d0041410500000000000000", [["0d004141", 5]]],
    [
      "two reveals, at the highest block there can be",
      "0804080500000000000000040cffffffffffff1f00",
      [
        ["08", 5],
        ["0c", 2 ** 53 - 1],
      ],
    ],
    [
      "200 bytes under a length of two bytes",
      `0429032103${"41".repeat(200)}0500000000000000`,
      [["41".repeat(200), 5]],
    ],
  ] as [string, string, [string, number][]][])("reads %s as revealed", (_, hex, expected) => {
    const entry = decode(fine, hex);
    expect(entry.status).toBe("present");
    if (entry.status !== "present") return;
    expect(
      entry.commitment.revealed.map((reveal) => [
        Buffer.from(reveal.bytes).toString("hex"),
        reveal.block,
      ]),
    ).toEqual(expected);
  });

  it.each([
    ["a block beyond what a number holds", "04000000000000002000", "9007199254740992"],
    ["the highest block", "0400ffffffffffffffff", "18446744073709551615"],
    ["a reveal that is cut off", "0408", "expected 2 more bytes or items, found 0"],
    ["a reveal that is followed by a byte", "0000", "left over"],
  ])("does not read %s, and names the item at fault", (_, hex, reason) => {
    const entry = decode(fine, hex);
    expect(entry).toMatchObject({ status: "undecodable", encoded: bytes(hex) });
    if (entry.status !== "undecodable") return;
    expect(entry.reason).toContain("Commitments.RevealedCommitments: ");
    expect(entry.reason).toContain(reason);
  });

  it("does without reveals in a runtime that has none", () => {
    const { commitmentOf } = items;
    const encoded = { hotkey: "5Hotkey", commitment: bytes(fine), revealed: bytes("ff") };
    expect(decodeCommitment(encoded, { commitmentOf, revealedCommitments: undefined }).status).toBe(
      "present",
    );
  });

  it("never throws, and keeps the bytes of whatever it does not read", () => {
    const anything = fc.uint8Array({ maxLength: 200 });
    const damaged = fc
      .tuple(soundValue, fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 3 }))
      .map(([sound, at, byte, cut]) => {
        const value = sound.slice(0, sound.length - cut);
        value[at % value.length] = byte;
        return value;
      });
    const statuses = new Set<string>();
    fc.assert(
      fc.property(
        fc.oneof(anything, damaged, soundValue),
        fc.oneof(anything, fc.constant(undefined)),
        (commitment, revealed) => {
          const entry = decodeCommitment({ hotkey: "5Hotkey", commitment, revealed }, items);
          statuses.add(entry.status);
          expect([commitment, revealed]).toContain(encodedOf(entry));
          expect(encodedOf(entry) === revealed).toBe(
            "reason" in entry && entry.reason.startsWith("Commitments.RevealedCommitments: "),
          );
        },
      ),
      { numRuns: 1000, seed: 7 },
    );
    expect(statuses).toEqual(new Set(["present", "undecodable"]));
  });

  it("reads back every list of fields that can be written", () => {
    fc.assert(
      fc.property(soundValue, (commitment) => {
        const entry = decodeCommitment({ hotkey: "5H", commitment, revealed: undefined }, items);
        expect(entry.status).toBe("present");
        if (entry.status !== "present") return;
        expect(entry.commitment.fields).toHaveLength((commitment[12] ?? 0) / 4);
      }),
      { seed: 7 },
    );
  });
});
