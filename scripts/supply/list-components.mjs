// Everything that the apps and packages run on, out of pnpm-lock.yaml and the manifests.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readInstalled } from "./read-installed.mjs";

/** Tools whose own code ends up in what is built: AssemblyScript's library in the kernel of neardup. */
const BUILT_IN = ["assemblyscript"];

/**
 * @typedef {object} Component
 * @property {string} id `name@version`.
 * @property {string} name
 * @property {string} version
 * @property {string} licence An SPDX expression, as its manifest has it.
 * @property {boolean} isOwn Whether it is of this workspace.
 * @property {boolean} isOptional Whether it is installed on some systems only, or by way of such a one.
 * @property {string | undefined} integrity `sha512-<base64>`; undefined for what is of this workspace.
 * @property {readonly string[]} dependsOn Ids, sorted.
 */

/**
 * All of it, sorted by id, for every system: of native parts also those that are not installed on this one. Tools and
 * tests (development dependencies, benchmarks, conformance) are not in it.
 *
 * @param {string} root The workspace.
 * @returns {readonly Component[]}
 * @throws if the workspace is not installed, or something has no licence that can be told
 */
export function listComponents(root) {
  const lock = parse(readFileSync(join(root, "pnpm-lock.yaml"), "utf8"));
  const graph = { root, lock, parts: new Map(), visits: new Set() };
  for (const path of Object.keys(lock.importers)) {
    if (/^(?:apps|packages)\//.test(path)) addOwn(graph, path);
  }
  const licences = readLicences(graph);
  return [...graph.parts.values()]
    .map(({ dependsOn, ...part }) => ({
      ...part,
      licence: licences.get(part.id),
      dependsOn: [...dependsOn].toSorted((a, b) => (a < b ? -1 : 1)),
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function addOwn(graph, path) {
  const { root, lock } = graph;
  const {
    dependencies = {},
    optionalDependencies = {},
    devDependencies = {},
  } = lock.importers[path];
  const { name, version } = readManifest(root, path);
  const part = addPart(graph, { name, version, isOwn: true, isOptional: false });
  for (const [child, { version: found }] of Object.entries(dependencies)) {
    if (!found.startsWith("link:")) part.dependsOn.add(addForeign(graph, [child, found], false));
    else {
      const own = readManifest(root, join(path, found.slice("link:".length)));
      part.dependsOn.add(`${own.name}@${own.version}`);
    }
  }
  for (const [child, { version: found }] of Object.entries(optionalDependencies)) {
    part.dependsOn.add(addForeign(graph, [child, found], true));
  }
  for (const child of BUILT_IN.filter((tool) => tool in devDependencies)) {
    const { id } = addLocked(graph, `${child}@${devDependencies[child].version}`, false);
    part.dependsOn.add(id);
  }
}

function readManifest(root, path) {
  return JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
}

/** Adds a package with all that it depends on; gives its id. */
function addForeign(graph, [child, version], isOptional) {
  const { lock, visits } = graph;
  // An alias stands with its real name in the version.
  const key = `${child}@${version}` in lock.snapshots ? `${child}@${version}` : version;
  const { id, dependsOn } = addLocked(graph, key, isOptional);
  if (visits.has(key) || (isOptional && visits.has(`${key}, optional`))) return id;
  visits.add(isOptional ? `${key}, optional` : key);
  const { dependencies = {}, optionalDependencies = {} } = lock.snapshots[key];
  for (const entry of Object.entries(dependencies)) {
    dependsOn.add(addForeign(graph, entry, isOptional));
  }
  for (const entry of Object.entries(optionalDependencies)) {
    dependsOn.add(addForeign(graph, entry, true));
  }
  return id;
}

/** `key` is that of a snapshot: the name, the version, and the peers in parentheses. */
function addLocked(graph, key, isOptional) {
  const id = key.replace(/\(.*$/, "");
  const at = id.lastIndexOf("@");
  const { integrity } = graph.lock.packages[id].resolution;
  const [name, version] = [id.slice(0, at), id.slice(at + 1)];
  return addPart(graph, { name, version, isOwn: false, isOptional, integrity });
}

function addPart({ parts }, found) {
  const id = `${found.name}@${found.version}`;
  const part = parts.get(id) ?? { id, ...found, dependsOn: new Set() };
  part.isOptional &&= found.isOptional;
  parts.set(id, part);
  return part;
}

function readLicences({ root, lock, parts }) {
  const installed = readInstalled(root);
  const licences = new Map();
  for (const { id, isOwn } of parts.values()) {
    const licence = isOwn ? undefined : installed.get(id)?.manifest.license;
    if (typeof licence === "string") licences.set(id, licence);
  }
  for (const path of Object.keys(lock.importers)) {
    const { name, version, license } = path === "." ? {} : readManifest(root, path);
    if (parts.has(`${name}@${version}`)) licences.set(`${name}@${version}`, license);
  }
  // Native parts for other systems are not here; those of one package and version are all published alike.
  for (const { id, dependsOn } of parts.values()) {
    const variants = [...dependsOn].filter((child) => parts.get(child).isOptional);
    const told = variants.find((child) => licences.has(child)) ?? id;
    for (const child of variants) {
      const isTwin = parts.get(child).version === parts.get(told).version;
      if (!licences.has(child) && isTwin) licences.set(child, licences.get(told));
    }
  }
  const unknown = [...parts.keys()].filter((id) => licences.get(id) === undefined);
  if (unknown.length === 0) return licences;
  throw new Error(`no licence can be told of ${unknown.join(", ")}: run "npm run setup" first`);
}
