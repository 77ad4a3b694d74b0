// The tables, and whether what was wanted was reached.
import { describeMachine, markdownTable, median } from "../measure.mjs";

const QUALITY = ["pairs", "recall", "recall, 0.80 - 0.85", "precision"];
const NOTES = `Each run is a process of its own, the engines taking turns. CPU is user and system time of all threads and child processes, from
just after the imports to the pairs, so it has the reading of the file, its JSON, folding and shingles, and for ours the
compiling of the WebAssembly; wall time likewise. Peak memory is the whole process's.

- The sketches of Python take 128 permutations in 16 bands of 8, through their bulk calls, of the same shingles by the
  definition written plainly. Their pairs are candidates, and their time ends there; what it takes to verify them with
  Python's sets comes in a column of its own. rensa's rho pipeline says which rows have a copy, not of which, so it is
  not here.
- text-dedup is its own command with one process, on the folded words; it links whole buckets and says clusters only, so
  that its pairs are all those within a cluster. It is the newest version that runs on Python 3.11.
- Precision of engines that verify is that of their pairs; in brackets, that of the candidates before.
`;

export function reportRows({ engines, corpora, runs, stages, python }) {
  const [plain, prompted] = corpora;
  const aims = judgeRows(engines);
  const text = [
    "# Near duplicates\n",
    `${describeMachine()}${python ? `, ${python}` : ""}${describeVersions(engines)}.\n`,
    `${count(plain.truth.rows)} rows, ${(plain.bytes / 1e6).toFixed(1)} MB of JSONL, ${plain.truth.shinglesPerRow.toFixed(0)} shingles a row, 12% of them edited copies. From the bytes of the file to pairs with a Jaccard similarity of at least 0.8; ${runs} runs of each.\n`,
    markdownTable(
      [
        "engine",
        "CPU s, median (best - worst)",
        "wall s, median",
        "rows a CPU second",
        "peak MB",
        "CPU, times ours",
        "CPU s to verify",
      ],
      engines.map((engine) => toSpeedCells(engine, engines, plain.truth.rows)),
    ),
    `\nAgainst the count of all pairs by brute force: ${count(plain.truth.pairs.length)} near pairs in these rows (left), ${count(prompted.truth.pairs.length)} in as many with one of eight long system prompts each, read as part of the text (right).\n`,
    markdownTable(["engine", "its pairs", ...QUALITY, ...QUALITY], engines.map(toQualityCells)),
    `\n${NOTES}`,
    `Where the time of ours goes, exact with 1 thread: milliseconds on the main thread under V8's profiler, medians of ${runs} runs. Beside it run V8's compiler and collector, which the CPU time above has too.\n`,
    markdownTable(
      ["stage", "ms"],
      stages.map(({ title, milliseconds }) => [title, milliseconds.toFixed(0)]),
    ),
    "",
    listAims(aims),
    "",
  ].join("\n");
  return { text, isMet: aims.every(({ met }) => met) };
}

function toSpeedCells(engine, engines, rows) {
  const { title, figures, fault } = engine;
  if (fault !== undefined) return [title, `left out: ${fault}`, "-", "-", "-", "-", "-"];
  const cpu = figures.map((run) => run.cpu);
  const middle = median(cpu);
  const verify = figures.flatMap((run) =>
    run.cpuVerified === undefined ? [] : [run.cpuVerified - run.cpu],
  );
  const ours = medianCpu(engines, "exact");
  return [
    title,
    `${seconds(middle)} (${seconds(Math.min(...cpu))} - ${seconds(Math.max(...cpu))})`,
    seconds(median(figures.map((run) => run.wall))),
    count(Math.round(rows / middle)),
    (median(figures.map((run) => run.peak)) / 1e6).toFixed(0),
    ours === undefined ? "-" : (middle / ours).toFixed(1),
    verify.length === 0 ? (engine.pairs === "verified" ? "in it" : "-") : seconds(median(verify)),
  ];
}

function toQualityCells({ title, pairs, quality, name }) {
  const cells = [0, 1].flatMap((i) => {
    const found = quality[i];
    if (found === undefined) return ["-", "-", "-", "-"];
    const { stats } = found.figures;
    const before = stats && name === "minhash" ? ` (${ratio(found.found / stats.candidates)})` : "";
    return [
      count(found.found),
      ratio(found.recall),
      ratio(found.closeRecall),
      `${ratio(found.precision)}${before}`,
    ];
  });
  return [title, pairs, ...cells];
}

function judgeRows(engines) {
  const ours = medianCpu(engines, "exact");
  const judge = (name, wanted, what) => {
    const theirs = medianCpu(engines, name);
    if (ours === undefined || theirs === undefined) return { what, met: true };
    const times = theirs / ours;
    return { what, reached: `${times.toFixed(1)} times`, met: times >= wanted };
  };
  return [
    judge("datasketch", 60, "60 times less CPU than datasketch"),
    judge("minhash", 300, "300 times less CPU than npm minhash"),
    judge("rensa", 1, "less CPU than rensa"),
    judgeQuality(engines),
  ];
}

function judgeQuality(engines) {
  const what = "exactly the pairs of brute force, in both";
  const found = engines
    .filter(({ name }) => name.startsWith("exact"))
    .flatMap(({ quality }) => quality);
  if (found.length === 0) return { what, met: true };
  const worst = Math.min(...found.flatMap(({ recall, precision }) => [recall, precision]));
  return { what, reached: `recall and precision ${ratio(worst)}`, met: worst === 1 };
}

function listAims(aims) {
  const cells = aims.map(({ what, reached, met }) => [
    what,
    reached ?? "not measured",
    reached === undefined ? "-" : met ? "yes" : "no",
  ]);
  return markdownTable(["wanted", "reached", ""], cells);
}

function describeVersions(engines) {
  const versions = new Set(
    engines.flatMap(({ figures }) => figures[0]?.versions?.split(", ") ?? []),
  );
  return [...versions].map((version) => `, ${version}`).join("");
}

function medianCpu(engines, name) {
  const engine = engines.find((candidate) => candidate.name === name);
  return engine && engine.figures.length > 0
    ? median(engine.figures.map(({ cpu }) => cpu))
    : undefined;
}

function count(value) {
  return value.toLocaleString("en-US");
}

function seconds(value) {
  return value < 10 ? value.toFixed(3) : value.toFixed(1);
}

/** Never rounded up to 1. */
function ratio(value) {
  return value < 1 ? (Math.floor(value * 1_000) / 1_000).toFixed(3) : "1";
}

export function reportLarge(results) {
  const measured = results.filter(({ figures }) => figures !== undefined);
  const base = measured.find(({ engine }) => engine === "exact");
  const times = (result) => (base === undefined ? Number.NaN : cpuPerRow(result) / cpuPerRow(base));
  const largest = measured.filter(({ rows }) => rows === Math.max(...results.map((r) => r.rows)));
  const aims = [
    ...largest.flatMap((result) => judgeLarge(result, peakMb(result), times(result))),
    judgeSameness(measured),
  ];
  const text = [
    "# Near duplicates in large files\n",
    `${describeMachine()}.\n`,
    "The exact engine with its options as they are, the file streamed as often as it asks for it. CPU and wall time are medians, the peak is that of the whole process and the highest of the runs.\n",
    markdownTable(
      [
        "rows",
        "MB",
        "threads",
        "runs",
        "CPU s",
        "wall s",
        "µs a row",
        "times",
        "peak MB",
        "passes",
        "pairs",
      ],
      results.map((result) =>
        result.figures === undefined
          ? [
              count(result.rows),
              `left out: ${result.missing}`,
              ...Array.from({ length: 9 }, () => "-"),
            ]
          : toLargeCells(result, times(result)),
      ),
    ),
    "",
    listAims(aims),
    "",
  ].join("\n");
  return { text, isMet: aims.every(({ met }) => met) };
}

/** Whatever the number of threads and however often it is run. */
function judgeSameness(measured) {
  const sizes = [...new Set(measured.map(({ rows }) => rows))];
  const differing = sizes.filter((size) => {
    const same = measured.filter(({ rows }) => rows === size);
    return new Set(same.flatMap(({ figures }) => figures.map(({ digest }) => digest))).size > 1;
  });
  const reached =
    differing.length === 0 ? "the same" : `not with ${differing.map(count).join(" and ")} rows`;
  return { what: "the same pairs with 1 and 2 threads", reached, met: differing.length === 0 };
}

function cpuPerRow({ figures, rows }) {
  return median(figures.map(({ cpu }) => cpu)) / rows;
}

function peakMb({ figures }) {
  return Math.max(...figures.map((run) => run.peak)) / 1e6;
}

function toLargeCells({ rows, bytes, engine, figures }, times) {
  const cpu = median(figures.map((run) => run.cpu));
  return [
    count(rows),
    (bytes / 1e6).toFixed(0),
    engine === "exact" ? 1 : 2,
    figures.length,
    seconds(cpu),
    seconds(median(figures.map((run) => run.wall))),
    ((cpu / rows) * 1e6).toFixed(1),
    times.toFixed(2),
    peakMb({ figures }).toFixed(0),
    figures[0].stats.passes,
    count(figures[0].pairs),
  ];
}

function judgeLarge({ rows, engine }, peak, times) {
  const who = `${count(rows)} rows, ${engine === "exact" ? "1 thread" : "2 threads"}`;
  return [
    {
      what: `${who}: at most 2,500 MB`,
      reached: `${count(Math.round(peak))} MB`,
      met: peak <= 2_500,
    },
    { what: `${who}: at most 3 times the time a row`, reached: times.toFixed(2), met: times <= 3 },
  ];
}
