import { FORMULAS, HOSTILE_TEXTS } from "./hostile-texts.ts";

/** Levels of nesting; Python's parser gives up at about a thousand. */
const DEPTH = 100_000;

const LONG_LINE = 4_000_000;

const message = (role: string, content: string): object => ({ role, content });

/** Rows in the form of a competition, with hostile text in every place of them; each a line without its end. */
export function createHostileRows(): string[] {
  const texts = [...Object.values(HOSTILE_TEXTS), ...FORMULAS, "\uD800 lone", "x".repeat(10_000)];
  return texts.flatMap((text) => [
    JSON.stringify({
      system: text,
      conversations: [message("user", text), message("assistant", `${text} again`)],
    }),
    // Raw where JSON allows it: only C0 must be escaped (RFC 8259, section 7).
    JSON.stringify({
      system: null,
      conversations: [message(text, "hello"), message("user", text)],
    }),
  ]);
}

/** Lines that a reader of rows may stumble over, by what they are. */
export const HOSTILE_LINES: Readonly<Record<string, Uint8Array>> = {
  "depth bomb of lists": bytes(`${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`),
  "depth bomb of objects": bytes(`${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`),
  "depth bomb in a message": bytes(
    `{"system":null,"conversations":[{"role":"user","content":${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}}]}`,
  ),
  "unclosed depth bomb": bytes("[".repeat(DEPTH)),
  "long line": bytes(
    JSON.stringify({ system: null, conversations: [message("user", "z".repeat(LONG_LINE))] }),
  ),
  "huge numbers": bytes(
    `{"a":1e999,"b":-1e999,"c":${"9".repeat(5_000)},"d":0.${"0".repeat(5_000)}1,"e":-0,"f":9007199254740993}`,
  ),
  "names of prototypes": bytes(
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"conversations":[{"role":"__proto__","content":"constructor","__proto__":{"x":1}}]}',
  ),
  "the same key twice": bytes(
    '{"system":"one","system":"two","conversations":[],"conversations":1}',
  ),
  "no UTF-8": Uint8Array.of(0x22, 0xff, 0xfe, 0x9b, 0x32, 0x4a, 0x22),
  "overlong UTF-8": Uint8Array.of(0x22, 0xc0, 0xaf, 0xc1, 0x9b, 0x22),
  "surrogates in UTF-8": Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22),
  "raw controls": bytes('{"system":"\u001B]0;pwned\u0007\u009B2J\u0000"}'),
  "no JSON": bytes("\u001B[2J\u202Enot json\u0000"),
  "byte order mark": bytes('\uFEFF{"system":"mark"}'),
  "a lone bracket": bytes("{"),
  "white space": bytes(" \t\u00A0\u2003 "),
  "no object": bytes("null"),
};

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

/** A file of these lines, each ended by `\n`. */
export function joinLines(lines: Iterable<string | Uint8Array>): Uint8Array {
  return Buffer.concat([...lines].flatMap((line) => [Buffer.from(line), Buffer.from("\n")]));
}
