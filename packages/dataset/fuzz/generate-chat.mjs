import { generateLineText } from "./generate-file.mjs";
import { generateNest, generateString, generateValue, space } from "./generate-text.mjs";

const KEYS = ["a", "b", "aa", "__proto__", "é", "", "Content", "conversation", "systems", "role"];

/** A row of a conversation or the like, with what can go wrong in one: keys twice, escaped, at other levels. */
export function generateChatText(random) {
  if (random.once(6)) return generateLineText(random);
  const members = random.list([0, 4], () => generateMember(random));
  return space(random) + object(random, members);
}

function generateMember(random) {
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return member(random, "conversations", generateConversation(random));
    case 3:
    case 4:
      return member(random, "system", generateContent(random));
    case 5:
      return member(random, "content", generateContent(random));
    case 6:
      return member(random, random.pick(KEYS), generateTree(random, 2));
    default:
      return member(random, random.pick(KEYS), generateOther(random));
  }
}

function generateConversation(random) {
  if (random.once(8)) return generateOther(random);
  return list(
    random,
    random.list([0, 4], () => generateMessage(random)),
  );
}

function generateMessage(random) {
  if (random.once(12)) return generateOther(random);
  const members = random.list([0, 3], () => {
    if (random.once(6)) return member(random, random.pick(KEYS), generateMessage(random));
    if (random.once(3)) return member(random, "role", '"user"');
    return member(random, "content", generateContent(random));
  });
  return object(random, members);
}

function generateContent(random) {
  if (random.once(8)) return generateOther(random);
  if (random.once(3)) return JSON.stringify(random.list([0, 40], () => "word\n").join(" "));
  return generateString(random);
}

/** Objects within objects, for paths. */
function generateTree(random, levels) {
  if (levels === 0 || random.once(6)) return generateContent(random);
  const members = random.list([1, 3], () =>
    member(random, random.pick(KEYS), generateTree(random, levels - 1)),
  );
  return object(random, members);
}

function generateOther(random) {
  if (random.once(10)) return generateNest(random, 55 + random.below(15));
  if (random.once(8)) {
    return list(random, [object(random, [member(random, "content", generateString(random))])]);
  }
  return generateValue(random, 3);
}

/** A key is at times written with an escape, and then is the same key. */
function member(random, key, value) {
  const characters = Array.from(key, (character) =>
    random.once(60) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}` : character,
  );
  return `"${characters.join("")}"${space(random)}:${space(random)}${value}`;
}

function object(random, members) {
  return join(random, [
    "{",
    ...members.flatMap((text, i) => (i === 0 ? [text] : [",", text])),
    "}",
  ]);
}

function list(random, items) {
  return join(random, ["[", ...items.flatMap((text, i) => (i === 0 ? [text] : [",", text])), "]"]);
}

function join(random, tokens) {
  return tokens.join(random.once(3) ? space(random) : "");
}
