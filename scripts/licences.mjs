// The licences of what the apps and packages run on; exit code 1 if one is not allowed.
//   node scripts/licences.mjs
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatLicences, isAllowed } from "./supply/licences.mjs";
import { listComponents } from "./supply/list-components.mjs";

const components = listComponents(join(dirname(fileURLToPath(import.meta.url)), ".."));
process.stdout.write(formatLicences(components));
for (const { id, licence } of components.filter((component) => !isAllowed(component.licence))) {
  process.stderr.write(`${id} is under ${licence}, which is not allowed\n`);
  process.exitCode = 1;
}
