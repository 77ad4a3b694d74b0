// Calls back at every step that this process takes on the file system and in the catalog below one folder.
// Nothing of it is ever part of the product: tests load it into a process, or import it.
import { syncBuiltinESMExports } from "node:module";
import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { patchFileCalls } from "./step-calls.mjs";
import { patchCatalog } from "./step-catalog.mjs";

/**
 * @typedef {"create" | "write" | "truncate" | "sync" | "rename" | "link" | "remove" | "mkdir" | "rmdir" | "copy"
 *   | "journal" | "begin" | "change" | "commit" | "checkpoint" | "pragma"} StepKind
 *
 * @typedef {object} Step
 * @property {StepKind} kind
 * @property {string} path below the folder, with `/`; "" is the folder itself
 * @property {string} [to] of a rename, a link or a copy: where it leads, below the folder
 * @property {number} [position] of a write: its first byte's place
 * @property {readonly Uint8Array[]} [chunks] of a write
 * @property {boolean} [whole] of a write: whether the file holds nothing else afterwards
 * @property {number} [size] of a truncation
 * @property {string} [sql] of what the catalog does
 *
 * @typedef {object} StepWatcher
 * @property {string} root absolute
 * @property {(step: Step) => void} before what it throws is what the product gets in place of the step
 * @property {(step: Step) => void} [after] once the step has succeeded
 */

/**
 * Watches this process until the function that it resolves to is called.
 *
 * @param {StepWatcher} watcher
 * @returns {Promise<() => void>}
 */
export async function watchSteps({ root, before, after = () => {} }) {
  const gate = createGate({ root, before, after });
  const undo = [...(await patchFileCalls(gate)), ...patchCatalog(gate)];
  syncBuiltinESMExports();
  return () => {
    gate.close();
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  };
}

function createGate({ root, before, after }) {
  let isOpen = true;
  // Node's own functions call one another, and one call of the product is one step.
  let isInside = false;
  const below = (path) => {
    if (typeof path !== "string" && !(path instanceof URL)) return undefined;
    const text = path instanceof URL ? fileURLToPath(path) : path;
    const inside = relative(root, resolve(text));
    if (inside === ".." || inside.startsWith(`..${sep}`)) return undefined;
    return inside.replaceAll("\\", "/");
  };
  return {
    below,
    files: new WeakMap(),
    descriptors: new Map(),
    close: () => (isOpen = false),
    now(step, run) {
      if (!isOpen || isInside || step === undefined) return run();
      before(step);
      isInside = true;
      let result;
      try {
        result = run();
      } finally {
        isInside = false;
      }
      after(step);
      return result;
    },
    async later(step, run) {
      if (!isOpen || step === undefined) return run();
      before(step);
      const result = await run();
      if (isOpen) after(step);
      return result;
    },
  };
}

/**
 * What kind of step it is, with the names that differ from run to run left out: steps of one name are taken for the same
 * work done for another file.
 *
 * @param {Step} step
 */
export function nameStep({ kind, path, to, sql }) {
  if (sql !== undefined) {
    const file = path.split("/").at(-1);
    return `${kind} ${file}: ${sql.trim().split(/\s+/).slice(0, 3).join(" ")}`;
  }
  return [kind, generalise(path), ...(to === undefined ? [] : ["->", generalise(to)])].join(" ");
}

function generalise(path) {
  return path
    .replace(/(?<=blobs\/sha256\/)[0-9a-f]{2}(?=\/|$)/, "xx")
    .replace(/\b[0-9a-f]{40,64}\b/g, "#")
    .replace(/\b\d+-[0-9a-f]+-[0-9a-f]{8}\b/, "owner")
    .replace(/\.[0-9a-f]{16}\b/, ".nonce")
    .replace(/miner_\d+/, "miner_n");
}
