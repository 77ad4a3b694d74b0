import { createHash } from "node:crypto";
import type { WorldFile } from "../world.ts";
import { bytesBody, type ReplyBody } from "./reply.ts";

/** What the Hub tells about a file before its bytes. */
export interface FileFacts {
  /** In bytes. */
  readonly size: number;
  /** 64 hex digits; of LFS files only. */
  readonly sha256: string | undefined;
  /** The git object of the tree entry: of the bytes, or of the pointer of an LFS file. 40 hex digits. */
  readonly oid: string;
  /** In bytes; of LFS files only. */
  readonly pointerSize: number | undefined;
}

/** Remembers the facts of files, never their bytes: a world of 250 files need not fit in memory. */
export type FileFactsReader = (file: WorldFile) => FileFacts;

/** The id of a git blob object: 40 hex digits (git, Documentation/gitformat-loose.txt). */
function hashGitBlob(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

export function createFileFactsReader(): FileFactsReader {
  const known = new WeakMap<WorldFile, FileFacts>();
  return (file) => {
    const found = known.get(file);
    if (found !== undefined) return found;
    const facts = file.lfs === true ? readLfsFacts(file) : readRegularFacts(file);
    known.set(file, facts);
    return facts;
  };
}

/** The bytes of a file, made anew for every read. */
export function fileBody(file: WorldFile, { size }: FileFacts): ReplyBody {
  const { stream } = file;
  if (stream === undefined) {
    return { size, read: (start, end) => bytesBody(file.content()).read(start, end) };
  }
  return { size, read: (start, end) => sliceChunks(stream(), start, end) };
}

function* sliceChunks(
  chunks: Iterable<Uint8Array>,
  start: number,
  end: number,
): Generator<Uint8Array> {
  let position = 0;
  for (const chunk of chunks) {
    if (position >= end) return;
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, chunk.length);
    if (from < to) yield chunk.subarray(from, to);
    position += chunk.length;
  }
}

function readRegularFacts(file: WorldFile): FileFacts {
  const bytes = file.content();
  return { size: bytes.length, sha256: undefined, oid: hashGitBlob(bytes), pointerSize: undefined };
}

function readLfsFacts(file: WorldFile): FileFacts {
  const { size, sha256 } =
    file.size === undefined || file.sha256 === undefined ? hashContent(file) : file;
  // git-lfs, docs/spec.md, "The Pointer".
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`,
  );
  return { size: Number(size), sha256, oid: hashGitBlob(pointer), pointerSize: pointer.length };
}

function hashContent(file: WorldFile): { size: number; sha256: string } {
  const bytes = file.content();
  return { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
