import { type Commitment, type CommitmentField, toHex } from "@flock-tools/core";
import { decodeStored } from "./decode-stored.ts";

type Revealed = Commitment["revealed"];
type Json = Readonly<Record<string, string | number>>;

/** One text for equal fields: bytes in lower-case hex, 64-bit numbers as decimal strings. */
export function encodeFields(fields: readonly CommitmentField[]): string {
  return JSON.stringify(fields.map(fieldToJson));
}

/** What `encodeFields` was given. */
export function decodeFields(text: string): CommitmentField[] {
  return decodeStored(() => (JSON.parse(text) as Json[]).map(jsonToField));
}

/** One text for equal reveals, in their order. */
export function encodeRevealed(revealed: Revealed): string {
  return JSON.stringify(revealed.map(({ bytes, block }) => ({ bytes: toHex(bytes), block })));
}

/** What `encodeRevealed` was given. */
export function decodeRevealed(text: string): Revealed {
  return decodeStored(() =>
    (JSON.parse(text) as { bytes: string; block: number }[]).map(({ bytes, block }) => ({
      bytes: fromHex(bytes),
      block,
    })),
  );
}

function fieldToJson(field: CommitmentField): Json {
  return {
    type: field.type,
    ...("algorithm" in field && { algorithm: field.algorithm }),
    ...("bytes" in field && { bytes: toHex(field.bytes) }),
    ...("revealRound" in field && { revealRound: String(field.revealRound) }),
  };
}

function jsonToField(json: Json): CommitmentField {
  const { bytes, revealRound, ...rest } = json;
  return {
    ...rest,
    ...(bytes !== undefined && { bytes: fromHex(String(bytes)) }),
    ...(revealRound !== undefined && { revealRound: BigInt(revealRound) }),
  } as CommitmentField;
}

function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}
