// What is downloaded under faults: one repository, each file plain and in LFS.
import { createCipheriv, createHash } from "node:crypto";

export const REPO = "acme/chat";
export const COMMIT = "c0ffee5".padEnd(40, "1");
export const TOKEN = "hf_conformance";

export const SMALL_BYTES = 300_000;
/** Above the 10 MB that huggingface_hub receives before it writes any: there is something to go on from. */
export const LARGE_BYTES = 12_000_000;

/** `lfs` says how the Hub keeps it, `size` which faults it is for. */
const FILES = [
  { path: "small.jsonl", size: "small", lfs: false },
  { path: "small-lfs.jsonl", size: "small", lfs: true },
  { path: "large.jsonl", size: "large", lfs: false },
  { path: "large-lfs.jsonl", size: "large", lfs: true },
];

export function findFile({ size, lfs }) {
  return FILES.find((file) => file.size === size && file.lfs === lfs);
}

/**
 * The Hub in a version of its own: the same names, sizes and commits, other bytes. With `names` it has files of these
 * names too.
 */
export function createHubWorld({ version = 0, names = [] } = {}) {
  const files = FILES.map(({ path, size, lfs }) => {
    let made;
    return { path, lfs, content: () => (made ??= createContent(size, version)) };
  });
  files.push(...names.map((path) => ({ path, content: () => Buffer.from("hostile\n") })));
  return {
    users: [{ token: TOKEN, name: "reader" }],
    repos: [{ id: REPO, refs: { main: COMMIT }, commits: { [COMMIT]: files } }],
  };
}

export function hashOf({ size }, version) {
  return createHash("sha256").update(createContent(size, version)).digest("hex");
}

/** Bytes without a period: no part of the file can stand for another. Made fast, as servers wait for them. */
function createContent(size, version) {
  const key = Buffer.alloc(16, version);
  const zeros = Buffer.alloc(size === "small" ? SMALL_BYTES : LARGE_BYTES);
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(zeros);
}
