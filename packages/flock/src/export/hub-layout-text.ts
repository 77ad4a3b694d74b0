// What a name may be that nothing in a path, a glob, YAML or a configuration of `datasets` gives a meaning to.
const PLAIN = /^[a-z0-9.-]$/;

/**
 * A name that others made up as the name of a folder, on any system: lower-case letters, digits, `.` and `-` stay, every
 * other byte of its UTF-8 becomes `_` and two hex digits, and so does a first character where it would make the name
 * hidden, one that Windows keeps for a device, or one that ends in a dot. Different names make different folders, also
 * where the file system folds case.
 */
export function toFolderName(name: string): string {
  const plain = Array.from(Buffer.from(name), (byte) => {
    const character = String.fromCharCode(byte);
    return PLAIN.test(character) ? character : escapeByte(byte);
  }).join("");
  if (plain === "") return "_";
  return isSafe(plain) ? plain : escapeEnds(plain);
}

function escapeByte(byte: number): string {
  return `_${byte.toString(16).padStart(2, "0")}`;
}
