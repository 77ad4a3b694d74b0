// A software bill of materials of what the apps and packages run on: CycloneDX 1.6, JSON.
//   node scripts/sbom.mjs [--out FILE]
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { formatSbom } from "./supply/format-sbom.mjs";
import { listComponents } from "./supply/list-components.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({ options: { out: { type: "string" } } });
const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const sbom = formatSbom({ name, version, licence: license }, listComponents(root));
if (values.out === undefined) process.stdout.write(sbom);
else writeFileSync(values.out, sbom);
