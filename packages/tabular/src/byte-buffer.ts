/** Bytes laid end to end. */
export interface ByteBuffer {
  readonly size: number;
  add(bytes: Uint8Array): void;
  /** In UTF-8. */
  addText(text: string): void;
  /** All of it, until the next change. */
  view(): Uint8Array;
  /** Empties it, and keeps the memory unless it is much. */
  clear(): void;
  /** The memory itself, with what was added at its start. Nothing is added after that. */
  release(): ArrayBuffer;
}

const FIRST_BYTES = 2 ** 16;
const MOST_KEPT_BYTES = 2 ** 26;
// Of UTF-8, for a unit of UTF-16.
const MOST_UNIT_BYTES = 3;

/** @param memory What another one released, to be written over; it is not kept if it is much. */
export function createByteBuffer(memory?: ArrayBuffer): ByteBuffer {
  const isKept = memory !== undefined && memory.byteLength <= MOST_KEPT_BYTES;
  let buffer = isKept ? Buffer.from(memory) : Buffer.allocUnsafeSlow(FIRST_BYTES);
  let size = 0;
  const reserve = (more: number): void => {
    if (size + more <= buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, size + more));
    buffer.copy(grown, 0, 0, size);
    buffer = grown;
  };
  return {
    get size() {
      return size;
    },
    add(bytes) {
      reserve(bytes.length);
      buffer.set(bytes, size);
      size += bytes.length;
    },
    addText(text) {
      reserve(text.length * MOST_UNIT_BYTES);
      size += buffer.write(text, size, "utf8");
    },
    view: () => buffer.subarray(0, size),
    clear() {
      if (buffer.length > MOST_KEPT_BYTES) buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
      size = 0;
    },
    release: () => buffer.buffer,
  };
}
