import { BACKSLASH, LOWER_U } from "./characters.ts";
import { hexValue, unescape } from "./scan-string.ts";
import { MEMBER, type Scan } from "./scan.ts";

/** The range of a key in canonical form, without its quotes. */
interface Key {
  at: number;
  readonly end: number;
}

// How far a difference within an escape can be from its backslash.
const ESCAPE_REACH = 5;

/**
 * Compares the keys of two members as Python compares strings, by code point: negative, 0 or positive. The keys are in
 * canonical form, so equal bytes are equal keys and plain characters compare as bytes.
 */
export function compareKeys(scan: Scan, left: number, right: number): number {
  const { out, members } = scan;
  const leftStart = (members[left * MEMBER.size + MEMBER.keyStart] as number) + 1;
  const leftEnd = (members[left * MEMBER.size + MEMBER.keyEnd] as number) - 1;
  const rightStart = (members[right * MEMBER.size + MEMBER.keyStart] as number) + 1;
  const rightEnd = (members[right * MEMBER.size + MEMBER.keyEnd] as number) - 1;
  const common = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  let same = 0;
  while (same < common && out[leftStart + same] === out[rightStart + same]) same += 1;
  const from = Math.max(0, same - ESCAPE_REACH);
  const looked = Math.min(same + 1, common) - from;
  if (hasBackslash(out, leftStart + from, looked) || hasBackslash(out, rightStart + from, looked)) {
    return compareEscaped(out, { at: leftStart, end: leftEnd }, { at: rightStart, end: rightEnd });
  }
  if (same === common) return leftEnd - leftStart - (rightEnd - rightStart);
  return (out[leftStart + same] as number) - (out[rightStart + same] as number);
}

function hasBackslash(out: Uint8Array, from: number, length: number): boolean {
  for (let i = from; i < from + length; i += 1) if (out[i] === BACKSLASH) return true;
  return false;
}

function compareEscaped(out: Uint8Array, left: Key, right: Key): number {
  while (left.at < left.end && right.at < right.end) {
    const difference = nextCodePoint(out, left) - nextCodePoint(out, right);
    if (difference !== 0) return difference;
  }
  return (left.at < left.end ? 1 : 0) - (right.at < right.end ? 1 : 0);
}

/** A high and a low surrogate in a row always come from one character: `json.loads` joins escaped pairs. */
function nextCodePoint(out: Uint8Array, key: Key): number {
  const unit = nextUnit(out, key);
  if (unit < 0xd800 || unit > 0xdbff || key.at >= key.end) return unit;
  const after = { ...key };
  const low = nextUnit(out, after);
  if (low < 0xdc00 || low > 0xdfff) return unit;
  key.at = after.at;
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

function nextUnit(out: Uint8Array, key: Key): number {
  const byte = out[key.at] as number;
  if (byte !== BACKSLASH) {
    key.at += 1;
    return byte;
  }
  const kind = out[key.at + 1] as number;
  if (kind !== LOWER_U) {
    key.at += 2;
    return unescape(kind);
  }
  let unit = 0;
  for (let i = key.at + 2; i < key.at + 6; i += 1) unit = (unit << 4) | hexValue(out[i] as number);
  key.at += 6;
  return unit;
}
