// What pnpm has laid out in node_modules.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Every package in the virtual store, by `name@version`, with its folder and its manifest.
 *
 * @param {string} root The workspace.
 * @returns {ReadonlyMap<string, { readonly folder: string, readonly manifest: Record<string, any> }>}
 */
export function readInstalled(root) {
  const installed = new Map();
  const store = join(root, "node_modules", ".pnpm");
  if (!existsSync(store)) return installed;
  for (const entry of readdirSync(store)) {
    for (const folder of listOwn(join(store, entry, "node_modules"))) {
      const path = join(folder, "package.json");
      if (!existsSync(path)) continue;
      const manifest = JSON.parse(readFileSync(path, "utf8"));
      installed.set(`${manifest.name}@${manifest.version}`, { folder, manifest });
    }
  }
  return installed;
}

/** The packages that are there themselves: what they depend on is linked. */
function listOwn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      name.startsWith("@") ? listOwn(join(folder, name)) : [join(folder, name)],
    );
}
