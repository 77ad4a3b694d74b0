import { readFileSync } from "node:fs";

/** What the text stage exports; the docs are in assembly/text. */
interface TextExports {
  workBytes(length: number): number;
  workBytesOf(text: number, length: number): number;
  foldTokens(text: number, length: number, work: number): number;
  foldTokensWithin(text: number, length: number, work: number, bytes: number): number;
  foldShingles(text: number, length: number, work: number, out: number, seed: bigint): number;
  hashShingles(work: number, tokens: number, out: number, seed: bigint): number;
  hashText(text: number, length: number, seed: bigint, out: number): void;
  threadBytes(): number;
  useThreadRoom(room: number): void;
}

interface Memory {
  readonly buffer: SharedArrayBuffer;
}

// Neither the compiler's library for Node nor @types/node 20 declares it.
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: Memory } },
  ) => { readonly exports: unknown };
};

/** The text stage of the kernel with memory of its own. */
export interface TextStage {
  readonly exports: TextExports;
  readonly memory: Memory;
  /** Address of the text that was last given. */
  readonly text: number;
  /** Puts the text into memory, with `fill` behind it; @returns the address of free memory */
  put(bytes: Uint8Array, fill?: number): number;
  /** The tokens of a text. */
  listTokens(bytes: Uint8Array): string[];
  /** The hash of every shingle of a text, in order, from its kept tokens. */
  listHashes(bytes: Uint8Array, seed?: bigint): BigUint64Array;
  /** The same, without keeping the tokens. */
  listHashesDirectly(bytes: Uint8Array, seed?: bigint): BigUint64Array;
  /** The 128-bit hash of a text, in hex. */
  hashText(bytes: Uint8Array, seed?: bigint): string;
}

/** What is behind a text must not matter: bytes that would go on with any token or character. */
const BEHIND = 0xbf;
/** What is behind the memory that may be overwritten. */
const CANARY = 0xa5;
const PAGE = 65536;
const TEXT = 16 * PAGE;

/** @param pages of 64 KiB: the memory's size */
export function createTextStage(pages = 512): TextStage {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const wasm = new WebAssembly.Module(
    readFileSync(new URL("../dist/kernel.wasm", import.meta.url)),
  );
  const instance = new WebAssembly.Instance(wasm, { env: { memory } });
  const exports = instance.exports as TextExports;
  const bytes = new Uint8Array(memory.buffer);
  const view = new DataView(memory.buffer);

  function put(text: Uint8Array, fill = BEHIND): number {
    bytes.set(text, TEXT);
    bytes.fill(fill, TEXT + text.length, TEXT + text.length + 128);
    return (TEXT + text.length + 128 + 15) & ~15;
  }

  function checkCanary(from: number): void {
    if (bytes.subarray(from, from + 64).some((byte) => byte !== CANARY)) {
      throw new Error("more was overwritten than is allowed");
    }
  }

  /** Folds into a work area that ends where the hashes may begin, as small as is allowed. */
  function keep(text: Uint8Array): { work: number; tokens: number; free: number } {
    const work = put(text);
    const size = exports.workBytesOf(TEXT, text.length);
    const free = (work + size + 7) & ~7;
    bytes.fill(CANARY, free, free + 64);
    const tokens = exports.foldTokensWithin(TEXT, text.length, work, size);
    checkCanary(free);
    return { work, tokens, free };
  }

  function listTokens(text: Uint8Array): string[] {
    const { work, tokens } = keep(text);
    if (tokens === 0) return [];
    const top = view.getUint32(work, true);
    const startOf = (index: number): number => view.getUint32(top - 4 * (index + 1), true);
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const folded = decoder.decode(bytes.subarray(startOf(0), startOf(tokens) - 1)).split(" ");
    if (folded.length !== tokens || bytes[startOf(tokens) - 1] !== 0x20) {
      throw new Error(`${tokens} tokens are said to be in ${folded.join(" ")}`);
    }
    // Positions and spaces must tell the same borders.
    for (const [index, token] of folded.entries()) {
      if (startOf(index) + Buffer.byteLength(token) + 1 !== startOf(index + 1)) {
        throw new Error(`the position of token ${index + 1} is wrong`);
      }
    }
    return folded;
  }

  function listHashes(text: Uint8Array, seed = 0n): BigUint64Array {
    const { work, tokens, free } = keep(text);
    const count = exports.hashShingles(work, tokens, free, seed);
    return new BigUint64Array(memory.buffer, free, count).slice();
  }

  function listHashesDirectly(text: Uint8Array, seed = 0n): BigUint64Array {
    const work = put(text);
    const out = (work + exports.workBytesOf(TEXT, text.length) + 32 + 7) & ~7;
    bytes.fill(CANARY, out, out + 20 * text.length + 256);
    const count = exports.foldShingles(TEXT, text.length, work, out, seed);
    checkCanary(out + 8 * count + 48);
    return new BigUint64Array(memory.buffer, out, count).slice();
  }

  function hashText(text: Uint8Array, seed = 0n): string {
    const out = put(text);
    exports.hashText(TEXT, text.length, seed, out);
    return Buffer.from(bytes.subarray(out, out + 16)).toString("hex");
  }

  return { exports, memory, text: TEXT, put, listTokens, listHashes, listHashesDirectly, hashText };
}
