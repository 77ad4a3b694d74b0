/**
 * Whether a file of a repository may be written under a folder by its own name, on any system: every segment is an
 * ordinary name, so the file lands inside and under the name that is shown.
 *
 * Refused: absolute paths, drive letters and streams (`:`), `.`, `..` and empty segments, backslashes, NUL, control,
 * bidi and other invisible characters, names and characters that Windows does not have, a dot or space at a name's end,
 * `.git` (whose hooks run), more than 255 bytes in a name or 512 in all; with `others`, also what a file system that folds
 * case or normalises Unicode would mix up with one of them, and a file that another one needs as a folder. The answer is
 * the same on every system, so that one snapshot makes one store, and a folder can be carried from one to another.
 *
 * @param others paths of the same folder; an equal one is no clash
 */
export function isSafeViewPath(path: string, others: Iterable<string> = []): boolean {
  if (explainViewPath(path) !== undefined) return false;
  const isClash = createClashCheck();
  for (const other of others) isClash(other);
  return !isClash(path);
}

/** Paths of one folder, split into those that may be written together and the rest. */
export interface SelectedViewPaths {
  readonly safe: readonly string[];
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** Applies the rules of `isSafeViewPath` to all paths of one folder; of two that clash, the one that sorts first stays. */
export function selectSafeViewPaths(paths: Iterable<string>): SelectedViewPaths {
  const isClash = createClashCheck();
  const safe: string[] = [];
  const refused: { path: string; reason: string }[] = [];
  for (const path of [...new Set(paths)].toSorted()) {
    const reason =
      explainViewPath(path) ?? (isClash(path) ? "too like another name beside it" : undefined);
    if (reason === undefined) safe.push(path);
    else refused.push({ path, reason });
  }
  return { safe, refused };
}

function explainViewPath(path: string): string | undefined {
  // macOS takes 1,024 bytes, the folder's own path included (sys/syslimits.h, PATH_MAX).
  if (Buffer.byteLength(path) > 512) return "longer than 512 bytes";
  for (const segment of path.split("/")) {
    const reason = RULES.find(([refuses]) => refuses(segment))?.[1];
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const RULES: readonly (readonly [(segment: string) => boolean, string])[] = [
  [(s) => s === "", "empty or absolute"],
  [(s) => s === "." || s === "..", "leads out of its folder"],
  [(s) => /[\\:]/.test(s), "a backslash or a colon"],
  [(s) => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(s), "a control or invisible character"],
  [(s) => /[. ]$/.test(s), "ends in a dot or a space"],
  [isDeviceName, "a name that Windows keeps for a device"],
  [(s) => /^(?:\.git|git~\d+)$/i.test(s), "a name that git acts upon"],
  [(s) => Buffer.byteLength(s) > 255, "a name longer than 255 bytes"],
  [(s) => /[<>"|?*]/.test(s), "a character that Windows refuses"],
];

// Microsoft, "Naming Files, Paths, and Namespaces": reserved with any extension, spaces before it included; superscript
// digits count.
function isDeviceName(segment: string): boolean {
  return /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i.test(
    segment,
  );
}

/** Takes paths of one folder in turn and tells of each whether it clashes with one that was accepted before. */
function createClashCheck(): (path: string) => boolean {
  const names = new Map<string, { readonly name: string; readonly isFile: boolean }>();
  return (path) => {
    const entries = prefixes(path).map((name) => ({ name, isFile: name === path }));
    const isClash = entries.some(({ name, isFile }) => {
      const known = names.get(fold(name));
      return known !== undefined && (known.name !== name || known.isFile !== isFile);
    });
    if (!isClash) for (const entry of entries) names.set(fold(entry.name), entry);
    return isClash;
  };
}

/** The path's folders, outermost first, and the path. */
function prefixes(path: string): string[] {
  const segments = path.split("/");
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}

// Upper case first: it takes ß to SS and ſ to S, as case-insensitive file systems may.
function fold(text: string): string {
  return text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}
