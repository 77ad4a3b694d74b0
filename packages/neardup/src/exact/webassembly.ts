// As much of the WebAssembly API as the search uses: TypeScript has it only in the library for browsers.

export interface Memory {
  readonly buffer: SharedArrayBuffer;
  /** @returns how many pages it had */
  grow(pages: number): number;
}

export interface Module {
  readonly kind?: "module";
}

export type Exports = Readonly<Record<string, unknown>>;

interface Api {
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: true }) => Memory;
  compile(bytes: Uint8Array): Promise<Module>;
  instantiate(module: Module, imports: object): Promise<{ readonly exports: Exports }>;
}

export const WebAssembly: Api = (globalThis as unknown as { readonly WebAssembly: Api })
  .WebAssembly;
