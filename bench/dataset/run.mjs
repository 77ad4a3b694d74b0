// How fast rows are read as Python reads them, and how much memory the worst files take.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchPath, describeMachine, markdownTable, median, run, runNode } from "../measure.mjs";
import { KINDS, makeRows } from "./rows.mjs";

const WANTED = 100;
const WANTED_TEXTS = 500;
const TEXT_RUNS = 7;
const CASES = {
  rows: "2 GB of rows",
  line: "a line of 1 GB, one string",
  fault: "the same with a fault at its end",
  padding: "a line of 1 GB, white space but for a few bytes",
  superseded: "a line of 1 GB, a member of 1 MB again and again",
  repeated: "a line of 220 MB, two members again and again",
  distinct: "a line of 240 MB, 20 million members",
  crowded: "two objects, one in the other, with as many members as can be printed",
  fraction: "a number of 900 million digits",
  growing: "four lines of 16 MB that print as 96 MB, keys out of order",
  members: "four lines of 15 MB of 2.8 million members, out of order",
  levels: "a thousand million opening brackets",
};

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "bench-dataset-"));
try {
  const speeds = [];
  for (const [kind, count] of Object.entries(KINDS)) speeds.push(await measureSpeed(kind, count));
  const texts = [];
  for (const kind of ["chat", "cjk"]) texts.push(await measureTexts(kind, KINDS[kind]));
  const memory = [];
  for (const [name, title] of Object.entries(CASES)) memory.push(await measureMemory(name, title));
  const report = [
    `# Rows, as Python reads them\n\n${describeMachine()}.\n`,
    `MB of JSONL a CPU second (1e6 bytes, user and system time; best of the runs, median in brackets), and the same work by CPython's json in the same run.\n`,
    markdownTable(
      ["rows", "MB", "canonicalRows", "readRows", "indexRows", "countSimilar", "CPython"],
      speeds,
    ),
    `\nThe texts of their conversations, in the same unit, each run the first of a process of its own; lent batches are not copied.\n`,
    markdownTable(["rows", "MB", "readTexts", "readTexts, lent", "CPython"], texts),
    `\nPeak resident memory of \`indexRowStream\` with the caps as they are, the whole process; seconds by the clock.\n`,
    markdownTable(["file", "MB read", "verdict on its rows", "peak MB", "s"], memory),
    "",
  ].join("\n");
  writeFileSync(benchPath("dataset/RESULT.md"), report);
  process.stdout.write(report);
} finally {
  rmSync(folder, { recursive: true });
}

async function measureSpeed(kind, count) {
  const path = join(folder, `${kind}.jsonl`);
  const bytes = makeRows(kind, count);
  writeFileSync(path, bytes);
  const { code, stdout, stderr } = await runNode([benchPath("dataset/throughput.mjs"), path]);
  if (code !== 0) throw new Error(stderr);
  const ours = JSON.parse(stdout);
  const python = spawnSync("python3", [benchPath("dataset/baseline.py"), path], {
    encoding: "utf8",
  });
  const theirs = python.status === 0 ? JSON.parse(python.stdout) : undefined;
  if (
    theirs &&
    (theirs.rows !== ours.canonicalRows.rows || theirs.distinct !== ours.countSimilar.rows)
  ) {
    throw new Error(`${kind}: ${JSON.stringify(ours)} is not ${JSON.stringify(theirs)}`);
  }
  if (kind === "chat" && ours.canonicalRows.best < WANTED) process.exitCode = 1;
  const cells = ["canonicalRows", "readRows", "indexRows", "countSimilar"].map(
    (name) => `${ours[name].best.toFixed(0)} (${ours[name].median.toFixed(0)})`,
  );
  return [kind, (bytes.length / 1e6).toFixed(0), ...cells, theirs?.best.toFixed(0) ?? "-"];
}

async function measureTexts(kind, count) {
  const path = join(folder, `${kind}.jsonl`);
  const bytes = makeRows(kind, count);
  writeFileSync(path, bytes);
  const subjects = [
    [process.execPath, benchPath("dataset/texts.mjs"), path],
    [process.execPath, benchPath("dataset/texts.mjs"), path, "lend"],
    ...(hasPython ? [["python3", benchPath("dataset/texts.py"), path]] : []),
  ];
  const speeds = subjects.map(() => []);
  for (let i = 0; i < TEXT_RUNS; i += 1) {
    const found = new Set();
    for (const [s, [program, ...args]] of subjects.entries()) {
      const { code, stdout, stderr } = await run(program, args);
      if (code !== 0) throw new Error(stderr);
      const { texts, textBytes, seconds } = JSON.parse(stdout);
      found.add(`${texts} texts of ${textBytes} bytes`);
      speeds[s].push(bytes.length / 1e6 / seconds);
    }
    if (found.size > 1) throw new Error(`${kind}: ${[...found].join(" is not ")}`);
  }
  if (kind === "chat" && median(speeds[0]) < WANTED_TEXTS) process.exitCode = 1;
  const cells = speeds.map((all) => `${Math.max(...all).toFixed(0)} (${median(all).toFixed(0)})`);
  return [kind, (bytes.length / 1e6).toFixed(0), ...cells, ...(hasPython ? [] : ["-"])];
}

async function measureMemory(name, title) {
  const { code, stdout, stderr, peakMb, seconds } = await runNode([
    benchPath("dataset/memory.mjs"),
    name,
  ]);
  if (code !== 0) throw new Error(stderr);
  const { bytes, rows, ...verdicts } = JSON.parse(stdout);
  const verdict = Object.entries(verdicts)
    .filter(([, n]) => n > 0)
    .map(([status, n]) => `${n} ${status}`);
  if (peakMb > 300) process.exitCode = 1;
  return [
    title,
    (bytes / 1e6).toFixed(0),
    rows === 0 ? "none" : verdict.join(", "),
    peakMb.toFixed(0),
    seconds.toFixed(1),
  ];
}
