/** What a file is that should have been JSONL. */
export type ForeignFormat =
  | "gzip"
  | "zstd"
  | "zip"
  | "parquet"
  | "git-lfs-pointer"
  | "html"
  | "utf-16"
  | "utf-8-bom"
  | "binary";

const SIGNATURES: readonly (readonly [ForeignFormat, string])[] = [
  ["gzip", "\u001f\u008b"],
  ["zstd", "\u0028\u00b5\u002f\u00fd"],
  ["zip", "PK\u0003\u0004"],
  ["parquet", "PAR1"],
  // Git LFS, docs/spec.md: the key `version` comes first, and its value begins so.
  ["git-lfs-pointer", "version https://git-lfs.github.com/"],
  ["utf-16", "\u00ff\u00fe"],
  ["utf-16", "\u00fe\u00ff"],
  ["utf-8-bom", "\u00ef\u00bb\u00bf"],
];

// Enough to meet a NUL in anything that is not text.
const LOOKED_AT = 512;

/**
 * What the beginning of a file gives it away as, to say in words why its rows do not parse; undefined if it may well be
 * JSONL. A guess for people: the verdict comes from the rows alone.
 */
export function sniffFormat(bytes: Uint8Array): ForeignFormat | undefined {
  const text = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString("latin1");
  const signature = SIGNATURES.find(([, start]) => text.startsWith(start));
  if (signature !== undefined) return signature[0];
  if (/^\s*<(?:!doctype|html)/i.test(text)) return "html";
  if (!text.includes("\0")) return undefined;
  return /^(?:[^\0]\0)+[^\0]?$/.test(text) || /^(?:\0[^\0])+\0?$/.test(text) ? "utf-16" : "binary";
}
