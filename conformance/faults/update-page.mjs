// The page of the matrix, with what was measured.
import { describeEnd, OURS } from "./found.mjs";
import { formatTable, mapTables } from "./markdown-table.mjs";

const MEASURED = /(?<=<!-- measured -->\n).*?(?=<!-- \/measured -->)/s;
/** Those whose columns the matrix has. */
const OTHERS = ["huggingface_hub", "@huggingface/hub"];
const SHORT = {
  right: "right",
  wrong: "WRONG FILE",
  outside: "WRITES OUTSIDE",
  error: "error",
  hangs: "hangs",
};

/**
 * Writes the results between the marks, and what they come to into the lines of the matrix that have columns for it.
 *
 * @param {string} page docs/RELIABILITY.md
 * @param {readonly { client: string, version: string, found?: import("./found.mjs").Found }[]} results
 */
export function updatePage(page, results) {
  const measured = results.filter(({ found }) => found !== undefined);
  if (measured.length === 0) return page;
  const filled = mapTables(page, (table) => fillMatrix(table, measured));
  return filled.replace(MEASURED, () => `\n${formatMeasured(measured)}\n\n`);
}

function fillMatrix([head, ...rows], results) {
  const columns = OTHERS.map((client) => head.indexOf(client));
  if (columns.includes(-1)) return [head, ...rows];
  const filled = rows.map((row) => {
    const line = results.filter(({ found }) => found.fault === row[0]);
    if (line.length === 0) return row;
    return row.map((cell, at) => {
      const client = OTHERS[columns.indexOf(at)];
      return client === undefined ? cell : summarise(line.filter((one) => one.client === client));
    });
  });
  return [head, ...filled];
}

/** What becomes of one fault and of one for ever, in a word each, or in one word. */
function summarise(results) {
  const words = [true, false].map((isOnce) => {
    const [regular, lfs] = [false, true].map(
      (wanted) =>
        results.find(({ found }) => found.isOnce === isOnce && found.lfs === wanted)?.found,
    );
    if (regular === undefined) return undefined;
    return regular.end === lfs.end
      ? SHORT[regular.end]
      : `${SHORT[regular.end]} (LFS: ${SHORT[lfs.end]})`;
  });
  return [...new Set(words.filter((word) => word !== undefined))].join(" / ");
}

function formatMeasured(results) {
  const clients = [OURS, ...OTHERS];
  const heads = clients.map((client) => {
    const { version } = results.find((result) => result.client === client);
    return client === OURS ? client : `${client} ${version}`;
  });
  const rows = groupByLine(results).map((line) => [
    line[0].found.fault,
    line[0].found.isOnce ? "once" : "for ever",
    ...clients.map((client) => describeBoth(line.filter((one) => one.client === client))),
  ]);
  const leaks = results.filter(({ found }) => found.leaked).length;
  return [
    formatTable([["fault", "times", ...heads], ...rows]),
    "",
    `${results.length} downloads. The token was sent to another host or port in ${leaks || "none"} of them.`,
  ].join("\n");
}

/** In the order of the results. */
function groupByLine(results) {
  const lines = new Map();
  for (const result of results) {
    const key = `${result.found.fault}, ${result.found.isOnce}`;
    lines.set(key, [...(lines.get(key) ?? []), result]);
  }
  return [...lines.values()];
}

/** The regular file and the one in LFS, with the number of requests in brackets. */
function describeBoth(results) {
  if (results.length === 0) return "-";
  const [regular, lfs] = [false, true].map((wanted) => {
    const { found } = results.find((result) => result.found.lfs === wanted);
    return { said: describeEnd(found), requests: found.requests };
  });
  if (regular.said !== lfs.said) {
    return `${regular.said} (${regular.requests}); LFS: ${lfs.said} (${lfs.requests})`;
  }
  const both = regular.requests === lfs.requests ? "" : `, LFS ${lfs.requests}`;
  return `${regular.said} (${regular.requests}${both})`;
}
