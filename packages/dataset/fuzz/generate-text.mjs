// JSON texts, mostly well-formed, written in every way that the grammar leaves open.

// Where the order of code points, of UTF-16 units and of escaped text differ, and where escapes begin and end.
const CHARACTERS = Array.from(
  'ab{}[]:,"\\/ 0~\u007f\b\f\n\r\t\u0000\u001f' +
    "é\u0080\u00a0\u0085ÿĀ߿ࠀ€\u2028\ud7ff\ue000\ufeff\ufffd\uffff😀𐀀\u{10ffff}",
);
const LONE_SURROGATES = words(String.raw`\ud800 \uD83D \udbff \udc00 \uDE00 \udfff`);
const KEYS = ["", ...words(String.raw`a b aa __proto__ é \ud83d \ude00 \n ! 😀`), "\ue000"];
const SPACES = ["", "", "", " ", "\t", "  "];
const NUMBERS = [
  "0 -0 1 -1 0.0 -0.0 1.0 1e5 1E5 1e+5 1e-5 1e16 1e15 1e22 1e21 123e-7 0.0001 0.00001",
  "1e400 -1e400 1e-400 5e-324 2.4e-324 1.7976931348623157e308 1.7976931348623159e308",
  "9007199254740993 9007199254740993.0 9999999999999998.0 99999999999999999.0 0.1 0e0 -0e0",
  "2.2250738585072011e-308 2.2250738585072014e-308 0.30000000000000004 4.35 100e0",
  "NaN Infinity -Infinity 12345678901234567890 -99999999999999999999999999 1e999999999999",
].flatMap(words);

/** The words of a text, by blanks. */
export function words(text) {
  return text.split(" ");
}

export function generateValue(random, depth = 0) {
  const kind = random.below(depth > 5 ? 5 : 9);
  if (kind < 2) return generateString(random);
  if (kind < 4) return generateNumber(random);
  if (kind === 4) return random.pick(["true", "false", "null"]);
  const inner = () => space(random) + generateValue(random, depth + 1) + space(random);
  if (kind === 5) return `[${random.list([0, 4], inner).join(",")}${space(random)}]`;
  const member = () => space(random) + generateKey(random) + space(random) + ":" + inner();
  const members = random.list([0, random.once(20) ? 40 : 5], member);
  return `{${members.join(",")}${space(random)}}`;
}

/** Braces and brackets, `levels` deep, with keys that are out of order all the way down. */
export function generateNest(random, levels) {
  const opens = random.list([levels, levels], () => random.pick(["[", '{"b":', '{"a":0,"b":']));
  const closes = opens
    .toReversed()
    .map((open) => (open === "[" ? "]" : random.pick(["}", ',"a":1}'])));
  return opens.join("") + generateNumber(random) + closes.join("");
}

export function generateNumber(random) {
  switch (random.below(8)) {
    case 0:
      return String(random.below(2000) - 1000);
    case 1:
      return digits(random, random.once(50) ? 4290 + random.below(20) : 1 + random.below(40));
    case 2:
      return `${random.pick(["", "-"])}${random.below(100)}.${"0".repeat(random.below(8))}${random.bits()}`;
    case 3:
      return `${digits(random, 1 + random.below(20))}.${digits(random, 1 + random.below(20))}e${random.below(700) - 350}`;
    case 4:
    case 5:
      return generateDouble(random);
    default:
      return random.pick(NUMBERS);
  }
}

/** A double of random bits, in one of the ways to write it; exact halves between two doubles come of many digits. */
function generateDouble(random) {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, random.bits());
  view.setUint32(4, random.bits());
  if (random.once(2)) view.setUint16(0, (0x3ff - 60 + random.below(120)) << 4);
  const value = view.getFloat64(0);
  if (!Number.isFinite(value)) return "NaN";
  const text = random.pick([
    () => String(value),
    () => value.toExponential(random.below(25)),
    () => value.toPrecision(15 + random.below(6)),
    () => (Math.abs(value) < 1e20 ? value.toFixed(random.below(30)) : `${BigInt(value)}.5`),
  ])();
  return random.once(2) ? text.toUpperCase() : text;
}

function digits(random, count) {
  return (
    random.pick(["", "-"]) +
    (1 + random.below(9)) +
    random.list([count - 1, count - 1], () => random.below(10)).join("")
  );
}

function generateKey(random) {
  return random.once(3)
    ? generateString(random)
    : `"${random.pick(KEYS)}${random.once(3) ? random.pick(KEYS) : ""}"`;
}

export function generateString(random) {
  return `"${random.list([0, random.once(10) ? 60 : 8], () => generateCharacter(random)).join("")}"`;
}

function generateCharacter(random) {
  if (random.once(12)) return random.pick(LONE_SURROGATES);
  const character = random.once(3)
    ? random.pick(CHARACTERS)
    : String.fromCodePoint(32 + random.below(94));
  const mustEscape = character < " " || character === '"' || character === "\\";
  if (!mustEscape && !random.once(6)) return character;
  const short = JSON.stringify(character).slice(1, -1);
  if (character === "/") return "\\/";
  return short.length === 2 && random.once(2) ? short : escapeUnits(random, character);
}

function escapeUnits(random, character) {
  return Array.from({ length: character.length }, (_, i) => {
    const hex = character.charCodeAt(i).toString(16).padStart(4, "0");
    return `\\u${random.once(2) ? hex.toUpperCase() : hex}`;
  }).join("");
}

export function space(random) {
  return random.pick(SPACES);
}
