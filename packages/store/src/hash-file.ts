import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { AbortOptions, Sha256 } from "@flock-tools/core";

const CHUNK_BYTES = 1 << 20;

export interface HashFileOptions extends AbortOptions {
  /** Memory to read through, of one byte at least: who hashes many files needs no new one for each. Default: 1 MiB. */
  readonly buffer?: Uint8Array | undefined;
  /** Called with the number of bytes of each piece. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * The sha256 of a file's bytes, in constant memory.
 *
 * @throws the error of the file system; the abort reason
 */
export async function hashFile(
  path: string,
  { signal, buffer, onBytes }: HashFileOptions = {},
): Promise<Sha256> {
  signal?.throwIfAborted();
  const hash = createHash("sha256");
  const handle = await open(path, "r");
  try {
    const chunk = buffer ?? (await createBuffer(handle));
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(chunk.subarray(0, bytesRead));
      onBytes?.(bytesRead);
      signal?.throwIfAborted();
    }
  } finally {
    await handle.close();
  }
}

async function createBuffer(handle: FileHandle): Promise<Uint8Array> {
  const { size } = await handle.stat();
  return Buffer.allocUnsafe(Math.min(Math.max(size, 1), CHUNK_BYTES));
}
