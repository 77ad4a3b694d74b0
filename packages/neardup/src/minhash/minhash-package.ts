import { createRequire } from "node:module";

/** What is used of the package's class of that name (minhash 0.0.9, src/minhash.js). */
export interface Minhash {
  /** More than any value, and the value of an empty set. */
  readonly maxHash: number;
  hashvalues: number[];
  permA: number[];
  /** Where it is set, the index takes these instead of its own. */
  hashbands?: readonly string[];
  hash(text: string): number;
  update(text: string): void;
}

/** The same of src/lsh.js. */
interface LshIndex {
  insert(key: string, minhash: Minhash): void;
  query(minhash: Minhash): string[];
}

interface MinhashPackage {
  readonly Minhash: new (config: { readonly numPerm: number; readonly seed: number }) => Minhash;
  readonly LshIndex: new (config: { readonly bandSize: number }) => LshIndex;
}

/** The package has no types, and a declaration beside an import of it would not reach those who import us. */
export function loadMinhash(): MinhashPackage {
  const require = createRequire(import.meta.url);
  return require("minhash") as MinhashPackage;
}
