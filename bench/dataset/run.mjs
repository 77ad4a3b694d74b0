// node run.mjs [rows] [texts] [conversations] [memory]: how fast rows are read as Python reads them, and how much memory
// the worst files take. Without a name everything is measured, else the other sections of RESULT.md are left as they are.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchPath, describeMachine, markdownTable, median, run, runNode } from "../measure.mjs";
import { KINDS, makeRows } from "./rows.mjs";

const WANTED = 100;
const WANTED_TEXTS = 500;
const WANTED_CONVERSATIONS = 400;
const READER_RUNS = 7;
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
const parts = {
  rows: reportSpeed,
  texts: reportTexts,
  conversations: reportConversations,
  memory: reportMemory,
};
const wanted = process.argv.slice(2);
try {
  const path = benchPath("dataset/RESULT.md");
  for (const [name, report] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const section = `${describeMachine()}.\n\n${await report()}\n`;
    process.stdout.write(section);
    writeFileSync(path, replaceSection(readFileSync(path, "utf8"), name, section));
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** The text with what is under a heading, to the next one, replaced. */
function replaceSection(text, name, section) {
  const heading = `## ${name[0].toUpperCase()}${name.slice(1)}\n\n`;
  const start = text.indexOf(heading) + heading.length;
  if (start < heading.length) throw new Error(`RESULT.md has no ${heading.trim()}`);
  const end = text.indexOf("\n## ", start - 1);
  return text.slice(0, start) + section + (end === -1 ? "" : text.slice(end));
}

async function reportSpeed() {
  const lines = [];
  for (const [kind, count] of Object.entries(KINDS)) lines.push(await measureSpeed(kind, count));
  const header = ["canonicalRows", "readRows", "indexRows", "countSimilar", "CPython"];
  return `MB of JSONL a CPU second (1e6 bytes, user and system time; best of the runs, median in brackets), and the same work by CPython's json in the same run.\n\n${markdownTable(["rows", "MB", ...header], lines)}`;
}

async function reportTexts() {
  const lines = [];
  for (const kind of ["chat", "cjk"]) {
    const bytes = makeRows(kind, KINDS[kind]);
    lines.push(
      await measureReader(kind, bytes, {
        subjects: [["texts.mjs"], ["texts.mjs", "lend"], ["texts.py"]],
        atLeast: WANTED_TEXTS,
      }),
    );
  }
  return `The texts of their conversations, in the same unit as rows, each run the first of a process of its own; lent batches are not copied.\n\n${markdownTable(["rows", "MB", "readTexts", "readTexts, lent", "CPython"], lines)}`;
}

/** What is handed out of each row is the JSON of its messages; rows with a name twice are left to the exact reader. */
async function reportConversations() {
  const chat = makeRows("chat", KINDS.chat);
  const twice = chat.toString().replaceAll('{"system":null,', '{"system":null,"system":null,');
  const files = {
    chat,
    cjk: makeRows("cjk", KINDS.cjk),
    "chat, a name twice": Buffer.from(twice),
  };
  const lines = [];
  for (const [title, bytes] of Object.entries(files)) {
    lines.push(
      await measureReader(title, bytes, {
        subjects: [["conversations.mjs"], ["conversations.py"]],
        atLeast: title === "chat" ? WANTED_CONVERSATIONS : 0,
      }),
    );
  }
  return `System prompt and messages as JSON, turns and characters, row by row, in the same unit as rows, each run the first of a process of its own. Rows with a name twice are left to the exact reader.\n\n${markdownTable(["rows", "MB", "createConversationReader", "CPython"], lines)}`;
}

async function reportMemory() {
  const lines = [];
  for (const [name, title] of Object.entries(CASES)) lines.push(await measureMemory(name, title));
  return `Peak resident memory of \`indexRowStream\` with the caps as they are, the whole process; seconds by the clock.\n\n${markdownTable(["file", "MB read", "verdict on its rows", "peak MB", "s"], lines)}`;
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

/**
 * MB a CPU second of scripts that print what they found and their seconds, in turns: the best run, the median in
 * brackets. They must find the same; the first one is to reach `atLeast`.
 */
async function measureReader(title, bytes, { subjects, atLeast }) {
  const path = join(folder, "rows.jsonl");
  writeFileSync(path, bytes);
  const speeds = subjects.map(() => []);
  for (let i = 0; i < READER_RUNS; i += 1) {
    const results = new Set();
    for (const [s, [script, ...args]] of subjects.entries()) {
      const isPython = script.endsWith(".py");
      if (isPython && !hasPython) continue;
      const program = isPython ? "python3" : process.execPath;
      const { code, stdout, stderr } = await run(program, [
        benchPath(`dataset/${script}`),
        path,
        ...args,
      ]);
      if (code !== 0) throw new Error(stderr);
      const { seconds, ...found } = JSON.parse(stdout);
      results.add(JSON.stringify(found, Object.keys(found).toSorted()));
      speeds[s].push(bytes.length / 1e6 / seconds);
    }
    if (results.size > 1) throw new Error(`${title}: ${[...results].join(" is not ")}`);
  }
  if (median(speeds[0]) < atLeast) process.exitCode = 1;
  const cells = speeds.map((all) =>
    all.length === 0 ? "-" : `${Math.max(...all).toFixed(0)} (${median(all).toFixed(0)})`,
  );
  return [title, (bytes.length / 1e6).toFixed(0), ...cells];
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
