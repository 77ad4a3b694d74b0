import { readFileSync } from "node:fs";

/** What assembly/index.ts exports; the docs are there. Addresses are bytes of `memory`. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  select(table: number, count: number, kind: number): void;
  setMaxDepth(depth: number): void;
  setUp(noted: number, longest: number): void;
  setLimits(rows: number, limit: number): void;
  readRows(start: number, end: number, to: number): number;
  stoppedAt(): number;
  sawWide(): number;
  readConversation(start: number, end: number, notes: number): number;
}

// The types of Node 20 leave it out.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: object };
};

/** A kernel with a memory of its own: compiling its 7 kB takes less than a millisecond. */
export function loadKernel(): Kernel {
  // The path is right from `src` and from `dist`.
  const bytes = readFileSync(new URL("../dist/kernel.wasm", import.meta.url));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernel;
}
