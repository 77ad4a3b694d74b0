// The table, and whether what was wanted was reached.
import { describeMachine, markdownTable, median } from "../measure.mjs";
import { SUBJECTS } from "./subjects.mjs";

const TIMES_PARQUETJS = 5;
const TIMES_BARE = 1.5;
const MOST_MB = 500;
const NOTE = `Each run is a process of its own, the subjects taking turns. CPU is user and system time of all threads of the whole process,
wall time likewise, both medians with the best and the worst; the peak is the highest of the runs. The bare COPY reads one
JSONL file with the types given, and writes its two columns, compressed at DuckDB's own level, which is 3, where ours has 1; ours reads a store of miners' files, and adds to each row
where it comes from, its hashes out of the row index, its size, and its whole line where the columns do not hold it. DuckDB writes
what ours reads in a thread of its own, so that on two cores the wall time is less than the CPU time.
`;

export function reportExport({ made, rounds, figures }) {
  const aims = listAims(figures);
  const version = figures.get("bare")[0].version;
  const text = [
    "# Export\n",
    `${describeMachine()}, DuckDB ${version}.\n`,
    `${count(made.rows)} rows of ${made.miners} miners, ${(made.bytes / 1e6).toFixed(0)} MB of JSONL; ${rounds} runs of each.\n`,
    markdownTable(
      [
        "",
        "CPU s",
        "wall s",
        "rows a CPU second",
        "peak MB",
        "file MB",
        "CPU, times the bare COPY",
      ],
      SUBJECTS.map(({ name, title }) => [title, ...toCells(figures, name)]),
    ),
    `\n${NOTE}`,
    markdownTable(
      ["wanted", "reached", ""],
      aims.map(({ what, reached, met }) => [what, reached, met ? "yes" : "no"]),
    ),
    "",
  ].join("\n");
  return { text, isMet: aims.every(({ met }) => met) };
}

function toCells(figures, name) {
  const runs = figures.get(name);
  return [
    span(runs.map(({ cpu }) => cpu)),
    span(runs.map(({ wall }) => wall)),
    count(Math.round(runs[0].rows / medianCpu(figures, name))),
    peakMb(runs).toFixed(0),
    (runs[0].bytes / 1e6).toFixed(0),
    times(figures, [name, "bare"]).toFixed(2),
  ];
}

function listAims(figures) {
  const faster = times(figures, ["parquetjs-lite", "parquet"], wallOf);
  const slower = Math.max(
    times(figures, ["parquet", "bare"]),
    times(figures, ["parquet", "bare-same"]),
  );
  const ours = SUBJECTS.filter(({ script }) => script === "ours.mjs");
  return [
    {
      what: `Parquet by DuckDB ${TIMES_PARQUETJS} times as fast as by parquetjs-lite, on the wall`,
      reached: `${faster.toFixed(1)} times`,
      met: faster >= TIMES_PARQUETJS,
    },
    {
      what: `and at most ${TIMES_BARE} times the CPU of a bare COPY, whichever is faster`,
      reached: `${slower.toFixed(2)} times`,
      met: slower <= TIMES_BARE,
    },
    ...ours.map(({ name, title }) => judgePeak(title, figures.get(name))),
    judgeSameness(ours, figures),
  ];
}

function judgePeak(title, runs) {
  const peak = peakMb(runs);
  return {
    what: `${title}: at most ${MOST_MB} MB`,
    reached: `${peak.toFixed(0)} MB`,
    met: peak <= MOST_MB,
  };
}

function judgeSameness(subjects, figures) {
  const differing = subjects.filter(
    ({ name }) => new Set(figures.get(name).map(({ sha256 }) => sha256)).size > 1,
  );
  return {
    what: "the same bytes in every run",
    reached: differing.length === 0 ? "the same" : `not ${differing[0].title}`,
    met: differing.length === 0,
  };
}

const cpuOf = ({ cpu }) => cpu;
const wallOf = ({ wall }) => wall;

/** The median of the ratios within one round. */
function times(figures, [name, base], timeOf = cpuOf) {
  const bases = figures.get(base);
  return median(figures.get(name).map((run, round) => timeOf(run) / timeOf(bases[round])));
}

function medianCpu(figures, name) {
  return median(figures.get(name).map(({ cpu }) => cpu));
}

function peakMb(runs) {
  return Math.max(...runs.map(({ peak }) => peak)) / 1e6;
}

function span(values) {
  const middle = median(values).toFixed(1);
  return `${middle} (${Math.min(...values).toFixed(1)} - ${Math.max(...values).toFixed(1)})`;
}

function count(value) {
  return value.toLocaleString("en-US");
}
