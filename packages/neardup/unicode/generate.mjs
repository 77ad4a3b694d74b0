// Writes the Unicode 15.1 tables that the package keeps, so that its results don't depend on the
// Unicode version of the platform.
//   node unicode/generate.mjs [--check]    --check: fail if the files on disk differ
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { foldTables } from "./fold-tables.mjs";
import { propertyTables } from "./property-tables.mjs";

const root = new URL("../", import.meta.url);
const files = {
  "assembly/unicode/tables.ts": foldTables(),
  "src/unicode/tables.ts": propertyTables(),
};

const differing = Object.entries(files).filter(([path, text]) => read(path) !== text);
if (process.argv.includes("--check")) {
  for (const [path] of differing) process.stderr.write(`${path} is not what is generated\n`);
  process.exitCode = differing.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of differing) writeFileSync(new URL(path, root), text);
}

function read(path) {
  try {
    return readFileSync(fileURLToPath(new URL(path, root)), "utf8");
  } catch {
    return undefined;
  }
}
