import { isSafeViewPath } from "@flock-tools/store";

// What stands for itself in a path, a glob, YAML and the name of a configuration of `datasets`.
const PLAIN = /^[a-z0-9.-]$/;

/**
 * A name that others made up, as the name of a folder: lower-case letters, digits, `.` and `-` stay as they are, every
 * other byte of its UTF-8 is `_` and two hex digits. So is the first character if the name would be hidden, an option or
 * what no folder may be called on some system, and a dot at the end. Different names make different folders, also where
 * the file system folds case.
 *
 * @throws RangeError if there is no such folder: the name is empty or too long
 */
export function toFolderName(name: string): string {
  const bytes = Buffer.from(name);
  const isAtFault = (index: number): boolean =>
    (bytes[index] === DOT && (index === 0 || index === bytes.length - 1)) ||
    (bytes[index] === HYPHEN && index === 0);
  const folder = join(bytes, isAtFault);
  if (isSafeViewPath(folder)) return folder;
  const marked = join(bytes, (index) => index === 0 || isAtFault(index));
  if (isSafeViewPath(marked)) return marked;
  throw new RangeError(`a folder's name must have 1 to 85 bytes: got ${bytes.length}`);
}

const DOT = 0x2e;
const HYPHEN = 0x2d;

function join(bytes: Uint8Array, isEscaped: (index: number) => boolean): string {
  return Array.from(bytes, (byte, index) => {
    const character = String.fromCharCode(byte);
    const isPlain = PLAIN.test(character) && !isEscaped(index);
    return isPlain ? character : `_${byte.toString(16).padStart(2, "0")}`;
  }).join("");
}

// Everything that some dialect of Markdown, HTML or a table gives a meaning to even within a code span, and all that is
// not ASCII: it may be invisible or change the direction of text. The backslash, so that each text has one meaning.
const ACTIVE = /[^ -~]|[`|<>&\\]/gu;

/**
 * A text that others wrote, as a code span of Markdown that can do nothing wherever it stands: in it there is plain ASCII
 * only, and whatever else was there as `\u{hex}`.
 */
export function toMarkdownCode(text: string): string {
  const inert = text.replaceAll(
    ACTIVE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  // A code span is not empty, and loses one space at each end if it has them at both (CommonMark 0.31.2, 6.1).
  return inert.trim() === inert && inert !== "" ? `\`${inert}\`` : `\`"${inert}"\``;
}

/**
 * A text as a double-quoted scalar of YAML (1.2.2, 7.3.1), which reads back as it is, on one line and in ASCII. Lone
 * surrogates, which YAML cannot say, become U+FFFD.
 */
export function toYamlString(text: string): string {
  const escaped = Buffer.from(text)
    .toString()
    .replaceAll(/[^ -~]|["\\]/gu, (character) => {
      const hex = (character.codePointAt(0) ?? 0).toString(16);
      return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
    });
  return `"${escaped}"`;
}
