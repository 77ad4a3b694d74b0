// What a terminal could obey or not show, as in `sanitise`; a line break can only stand between JSON's tokens.
const UNSAFE =
  /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** JSON text with every character that a terminal could obey written as `\uXXXX`: it still parses to the same value. */
export function escapeJson(json: string): string {
  return json.replaceAll(UNSAFE, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
