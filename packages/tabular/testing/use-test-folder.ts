import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export interface TestFolder {
  readonly path: string;
  /** A path that nothing has. */
  next(extension: string): string;
  /** What a writer should say of a file. */
  describe(path: string): { bytes: number; sha256: string };
  /** Names of the files there. */
  list(): string[];
}

/** A folder for the tests of one file. */
export function useTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), "flock-tabular-"));
  let files = 0;
  afterAll(() => rmSync(path, { recursive: true }));
  return {
    path,
    next(extension) {
      files += 1;
      return join(path, `${files}.${extension}`);
    },
    describe(file) {
      const bytes = readFileSync(file);
      return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
    },
    list: () => readdirSync(path).toSorted(),
  };
}
