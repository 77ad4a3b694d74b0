import { createHash } from "node:crypto";
import type { HubWorld, WorldFile } from "../src/world.ts";

/** Of `acme/chat`, where the first 7 digits of each are enough. */
export const OLD_COMMIT = "0dd0dd0".padEnd(40, "3");
export const COMMIT = "c0ffee5".padEnd(40, "1");
const TWIN_COMMIT = "c0ffee5".padEnd(40, "2");
export const TOKEN = "hf_test";

/** 300 kB without a period that chunks could hide. */
export const LARGE: Buffer = createBytes(300_000);
export const LFS_BYTES: Buffer = createBytes(200_000);

export function file(path: string, bytes: string | Uint8Array, lfs = false): WorldFile {
  return { path, lfs, content: () => Buffer.from(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** One repository of each sort that the protocol knows. */
export function createHubWorld(): HubWorld {
  const main = { refs: { main: COMMIT } };
  return {
    users: [{ token: TOKEN, name: "reader" }],
    repos: [
      {
        id: "acme/chat",
        refs: { main: COMMIT, "v1.0": OLD_COMMIT, "refs/pr/1": OLD_COMMIT },
        commits: {
          [COMMIT]: [
            // git hash-object: ce013625030ba8dba906f756967f9e9ca394464a
            file("hello.txt", "hello\n"),
            file("empty.txt", ""),
            file("large.jsonl", LARGE),
            file("weights.bin", LFS_BYTES, true),
            file("docs/read me #1?.md", "read me\n"),
            file("docs/deep/er/note%41.txt", "note\n"),
          ],
          [OLD_COMMIT]: [file("hello.txt", "older\n")],
        },
      },
      {
        id: "acme/gated",
        gated: true,
        ...main,
        commits: { [COMMIT]: [file("a.txt", "secret\n")] },
      },
      { id: "acme/old-name", renamedTo: "acme/chat", refs: {}, commits: {} },
      {
        id: "acme/twins",
        refs: { main: COMMIT },
        commits: { [COMMIT]: [file("a.txt", "a")], [TWIN_COMMIT]: [file("a.txt", "b")] },
      },
      {
        id: "acme/many",
        ...main,
        commits: {
          [COMMIT]: Array.from({ length: 25 }, (_, index) => file(`part-${index}.txt`, `${index}`)),
        },
      },
    ],
  };
}

function createBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = length;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
