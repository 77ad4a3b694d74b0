import { isUtf8 } from "node:buffer";

// What `str.strip` of Python takes away.
const SPACE =
  "[\t-\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, "gu");
// Where Python takes what JSON.parse does not, or the other way round.
const LITERALS = /NaN|Infinity/;
const LONG_NUMBER = /\d{4300}/;
const LEVELS = 800;

export const NOTHING = {
  fits: false,
  system: null,
  conversations: null,
  turns: null,
  characters: null,
};

/**
 * What the line of a row is as a conversation, said in the plainest way: messages are `[role, content]`. Undefined where
 * JSON.parse and Python may differ.
 */
export function slowConversation(line) {
  if (!isUtf8(line)) return NOTHING;
  const text = line.toString().replaceAll(AROUND, "");
  if (LONG_NUMBER.test(text) || text.split(/[[{]/).length > LEVELS) return undefined;
  try {
    return describe(JSON.parse(text));
  } catch {
    return LITERALS.test(text) ? undefined : NOTHING;
  }
}

function describe(row) {
  if (!isObject(row)) return NOTHING;
  const system = Object.hasOwn(row, "system") ? row.system : null;
  const list = Array.isArray(row.conversations) ? row.conversations : null;
  const messages = list?.map((message) =>
    ["role", "content"].map((name) => stringOrNull(isObject(message) ? message[name] : null)),
  );
  const contents = messages?.map(([, content]) => content ?? "");
  return {
    fits:
      Object.keys(row).every((name) => name === "system" || name === "conversations") &&
      (system === null || isWhole(system)) &&
      list !== null &&
      list.every(isMessage),
    system: mend(stringOrNull(system)),
    conversations: messages?.map((message) => message.map(mend)) ?? null,
    turns: list?.length ?? null,
    characters: contents?.reduce((sum, content) => sum + [...content].length, 0) ?? null,
  };
}

function isMessage(message) {
  if (!isObject(message)) return false;
  const names = Object.keys(message).toSorted();
  return names.join() === "content,role" && isWhole(message.role) && isWhole(message.content);
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWhole(value) {
  return typeof value === "string" && value.isWellFormed();
}

function stringOrNull(value) {
  return typeof value === "string" ? value : null;
}

function mend(text) {
  return text?.toWellFormed() ?? null;
}
