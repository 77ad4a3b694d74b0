// How long `--help` of each app takes over an empty Node script.
import { writeFileSync } from "node:fs";
import {
  appPath,
  benchPath,
  describeMachine,
  markdownTable,
  median,
  runNode,
} from "../measure.mjs";

const RUNS = 15;
const subjects = {
  "empty script": ["-e", "0"],
  downloader: [appPath("downloader"), "--help"],
  "find-netuid": [appPath("find-netuid"), "--help"],
  analyze: [appPath("analyze"), "--help"],
  doctor: [appPath("doctor"), "--help"],
  devnet: [appPath("devnet"), "--help"],
};
const seconds = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
for (let run = -1; run < RUNS; run++) {
  for (const [name, args] of Object.entries(subjects)) {
    const result = await runNode(args);
    if (result.code !== 0) throw new Error(`${name} exited with ${result.code}`);
    if (run >= 0) seconds[name].push(result.seconds * 1000);
  }
}
const empty = seconds["empty script"];
const rows = Object.entries(seconds).map(([name, ms]) => [
  name,
  median(ms).toFixed(0),
  median(ms.map((value, run) => value - empty[run])).toFixed(0),
]);
const report = `# --help, over an empty script\n\n${describeMachine()}. Medians of ${RUNS} interleaved runs.\n\n${markdownTable(["what", "ms", "ms over the empty script"], rows)}\n`;
writeFileSync(benchPath("startup/RESULT.md"), report);
process.stdout.write(report);
