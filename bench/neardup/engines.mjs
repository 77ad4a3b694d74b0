// What is compared: each engine as a command that searches one file, writes its pairs and prints its figures.
import { readFileSync } from "node:fs";
import { benchPath, run } from "../measure.mjs";

const OURS = { program: process.execPath, script: "ours.mjs" };

/** `pairs` says what an engine's own pairs are. */
export const ENGINES = [
  {
    name: "exact",
    title: "ours, exact, 1 thread",
    ...OURS,
    args: ["exact", "--threads", "1"],
    pairs: "verified",
  },
  {
    name: "exact-2",
    title: "ours, exact, 2 threads",
    ...OURS,
    args: ["exact", "--threads", "2"],
    pairs: "verified",
  },
  {
    name: "reference",
    title: "ours, reference (TypeScript)",
    ...OURS,
    args: ["reference"],
    pairs: "verified",
  },
  {
    name: "minhash",
    title: "ours, minhash (the npm package)",
    ...OURS,
    args: ["minhash"],
    pairs: "verified",
  },
  { name: "datasketch", title: "datasketch", script: "run_datasketch.py", pairs: "candidates" },
  { name: "rensa", title: "rensa", script: "run_rensa.py", pairs: "candidates" },
  {
    name: "text-dedup",
    title: "text-dedup",
    script: "run_text_dedup.py",
    pairs: "all within a cluster",
  },
];

/**
 * One search in a process of its own: its figures, and its pairs as [a, b].
 *
 * @throws if the process fails
 */
export async function search(engine, { path, out, python, flags = [] }) {
  const script = benchPath(`neardup/${engine.script}`);
  const args = [script, path, out, ...(engine.args ?? []), ...flags];
  const { code, stdout, stderr } = await run(engine.program ?? python, args);
  if (code !== 0) throw new Error(stderr.trim().split("\n").at(-1) || `exit code ${code}`);
  return { ...JSON.parse(stdout), pairs: JSON.parse(readFileSync(out, "utf8")) };
}
