import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What makes node note the most memory that it held, and what reads that note. */
export interface MemoryProbe {
  readonly nodeArgs: readonly string[];
  /** Bytes. */
  readPeak(): number;
}

/** A probe for one process, which leaves its note in `folder`. */
export function createMemoryProbe(folder: string): MemoryProbe {
  const file = join(folder, "peak.txt");
  const source = `import { writeFileSync } from "node:fs";
    process.on("exit", () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`;
  return {
    nodeArgs: ["--import", `data:text/javascript,${encodeURIComponent(source)}`],
    // Kilobytes of 1,024.
    readPeak: () => Number(readFileSync(file, "utf8")) * 1024,
  };
}
