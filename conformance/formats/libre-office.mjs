// Formula cells have to be inert: LibreOffice opens our CSV and writes what it took for text and what it calculated.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { writeCsv } from "@flock-tools/tabular";
import { WORLDS } from "./worlds.mjs";

const exec = promisify(execFile);
const COMPARE = fileURLToPath(new URL("compare_cells.py", import.meta.url));
// Comma, double quote, UTF-8, from the first line on; nothing is text because it is quoted, formulas are evaluated.
const READ_AS = "CSV:44,34,76,1,,0,false,true,false,false,false,0,true";
const WRITE_AS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true";
const TIMEOUT_MS = 120_000;

/** One result a file; a skip where LibreOffice is not installed. */
export async function checkFormulas({ python, folder }) {
  const version = await findVersion();
  const results = [];
  for (const excel of [false, true]) {
    const world = `formulas rows, CSV${excel ? " for Excel" : ""}`;
    const result = {
      client: "LibreOffice",
      version: version ?? "-",
      call: "--convert-to csv",
      world,
    };
    if (version === undefined) {
      results.push({ ...result, outcome: "skipped", detail: "there is no soffice here" });
      continue;
    }
    const path = join(folder, `formulas-${excel}.csv`);
    const { schema, open } = WORLDS.formulas;
    await writeCsv(open(), { path }, { schema, excel });
    const detail = await convert(path, { python, folder }).catch(
      ({ stderr, message }) => stderr?.trim() || message,
    );
    results.push({ ...result, outcome: detail === undefined ? "equal" : "different", detail });
  }
  return results;
}

async function findVersion() {
  const found = await exec("soffice", ["--version"], { timeout: TIMEOUT_MS }).catch(
    () => undefined,
  );
  return found && /\d[\d.]*/.exec(found.stdout)?.[0];
}

/** What LibreOffice made other texts of. */
async function convert(path, { python, folder }) {
  const out = join(folder, "libre-office");
  const profile = pathToFileURL(join(folder, "profile")).href;
  const args = ["--headless", `--infilter=${READ_AS}`, "--convert-to", WRITE_AS, "--outdir", out];
  await exec("soffice", [`-env:UserInstallation=${profile}`, ...args, path], {
    timeout: TIMEOUT_MS,
  });
  const columns = ["system", "raw", "namespace"];
  const converted = join(out, path.slice(folder.length + 1));
  const { stdout } = await exec(python, [COMPARE, path, converted, ...columns]);
  const { cells, different } = JSON.parse(stdout);
  if (cells === 0) return "no cells";
  return different.length === 0
    ? undefined
    : `${different.length} cells: ${different[0].join(" became ")}`;
}
