import { generateLine } from "./generate-file.mjs";
import { generateNest, generateString, generateValue, space } from "./generate-text.mjs";

const TEXTS = [
  "",
  "a",
  "word ",
  "\n",
  '"',
  "\\",
  "/",
  "\0",
  "\t",
  "\u007f",
  "é",
  "東京",
  "😀",
  "\u{10ffff}",
];
const PLAIN = ["system", "conversations"];
const OTHERS = ["id", "systems", "System", "conversation", "Conversations", "role", "content", ""];

/** The bytes of a line: mostly a conversation as it should be, often with one thing that is not, at times broken. */
export function generateConversation(random) {
  return generateLine(random, generateRow);
}

function generateRow(random) {
  const names = random.once(8) ? random.list([0, 4], () => random.pick(PLAIN)) : [...PLAIN];
  if (random.once(3)) names.reverse();
  if (random.once(12)) names.push(random.pick(PLAIN));
  if (random.once(6)) names.splice(random.below(3), 0, random.pick(OTHERS));
  const members = names.map((name) => member(random, name, generateMember(random, name)));
  return object(random, members);
}

function generateMember(random, name) {
  if (random.once(30)) return generateOther(random);
  if (name === "system") return random.once(2) ? "null" : generateContent(random);
  if (name !== "conversations") return generateOther(random);
  const most = random.once(40) ? 400 : 4;
  return list(
    random,
    random.list([0, most], () => generateMessage(random)),
  );
}

function generateMessage(random) {
  if (random.once(80)) return generateOther(random);
  const names = random.once(20)
    ? random.list([0, 4], () => random.pick(["role", "content", "roles", "name"]))
    : ["role", "content"];
  if (random.once(4)) names.reverse();
  const value = () => (random.once(60) ? generateOther(random) : generateContent(random));
  return object(
    random,
    names.map((name) => member(random, name, value())),
  );
}

function generateContent(random) {
  if (random.once(60)) return generateString(random);
  const text = random.list([0, random.once(10) ? 60 : 6], () => random.pick(TEXTS)).join("");
  const literal = JSON.stringify(text);
  return random.once(4) ? escapeWide(literal) : literal;
}

function escapeWide(literal) {
  return literal.replaceAll(/[^\0-\u007e]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => escapeUnit(character.charCodeAt(i))).join(
      "",
    ),
  );
}

function escapeUnit(unit) {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

function generateOther(random) {
  return random.once(8) ? generateNest(random, 55 + random.below(15)) : generateValue(random, 3);
}

function member(random, name, value) {
  const characters = Array.from(name, (character) =>
    random.once(400) ? escapeUnit(character.charCodeAt(0)) : character,
  );
  return `"${characters.join("")}"${space(random)}:${space(random)}${value}`;
}

function object(random, members) {
  return `{${members.map((text) => text + space(random)).join(`,${space(random)}`)}}`;
}

function list(random, items) {
  return `[${space(random)}${items.join(`${space(random)},`)}${space(random)}]`;
}
