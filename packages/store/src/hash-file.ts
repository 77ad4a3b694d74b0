import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { AbortOptions, Sha256 } from "@flock-tools/core";

const CHUNK_BYTES = 1 << 20;

/**
 * The sha256 of a file's bytes, in constant memory.
 *
 * @throws the abort reason
 */
export async function hashFile(path: string, { signal }: AbortOptions = {}): Promise<Sha256> {
  signal?.throwIfAborted();
  const hash = createHash("sha256");
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(Math.min(Math.max(size, 1), CHUNK_BYTES));
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
      signal?.throwIfAborted();
    }
  } finally {
    await handle.close();
  }
}
