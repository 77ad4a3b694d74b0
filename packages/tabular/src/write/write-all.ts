import type { FileHandle } from "node:fs/promises";

/** Appends all of it: the system may take less at once. */
export async function writeAll(handle: FileHandle, data: Uint8Array): Promise<void> {
  for (let start = 0; start < data.length;) {
    const { bytesWritten } = await handle.write(data, start);
    start += bytesWritten;
  }
}
