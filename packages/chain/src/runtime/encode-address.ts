import { blake2AsU8a } from "@polkadot/util-crypto";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const CHECKSUM_CONTEXT = new TextEncoder().encode("SS58PRE");
const PREFIX = 42;

/**
 * SS58 with prefix 42 of an account id of 32 bytes: 48 characters (docs.polkadot.com, "SS58 address format").
 *
 * `encodeAddress` of @polkadot/util-crypto takes 23 microseconds, most of them for one digit at a time.
 */
export function encodeAddress(accountId: Uint8Array): string {
  const body = new Uint8Array(35);
  body[0] = PREFIX;
  body.set(accountId, 1);
  const hashed = new Uint8Array(CHECKSUM_CONTEXT.length + 33);
  hashed.set(CHECKSUM_CONTEXT);
  hashed.set(body.subarray(0, 33), CHECKSUM_CONTEXT.length);
  body.set(blake2AsU8a(hashed, 512).subarray(0, 2), 33);
  return encodeBase58(body);
}

const DIGITS_PER_LIMB = 5;
const LIMB = 58 ** DIGITS_PER_LIMB;

/** For bytes that do not begin with a zero. */
function encodeBase58(bytes: Uint8Array): string {
  // Least first, five digits each: times 256, a limb is still exact.
  const limbs: number[] = [];
  for (const byte of bytes) {
    let carry = byte;
    for (let at = 0; at < limbs.length; at++) {
      const value = (limbs[at] ?? 0) * 256 + carry;
      carry = Math.floor(value / LIMB);
      limbs[at] = value - carry * LIMB;
    }
    if (carry > 0) limbs.push(carry);
  }
  return limbs.map(toDigits).toReversed().join("").replace(/^1+/, "");
}

function toDigits(limb: number): string {
  let digits = "";
  for (let rest = limb; digits.length < DIGITS_PER_LIMB; rest = Math.floor(rest / 58)) {
    digits = (ALPHABET[rest % 58] ?? "") + digits;
  }
  return digits;
}
