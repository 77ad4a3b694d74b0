// Loaded by `node --import` before the command: records its steps, ends it at one of them, or lets one fail.
import fs from "node:fs";
import { join } from "node:path";
import { nameStep, watchSteps } from "./step-hook.mjs";

/**
 * @typedef {{ readonly mode: "record", readonly log: string }
 *   | { readonly mode: "kill", readonly name: string, readonly nth: number, readonly when: "before" | "midway" | "after" }
 *   | { readonly mode: "fail", readonly name: string, readonly nth: number, readonly code: string }
 * } StepPlan what to do in the folder `root`, which is above the data folder, as JSON in FLOCK_STEPS; steps of one name are counted from 1
 */

const plan = JSON.parse(process.env.FLOCK_STEPS ?? "null");
if (plan !== null) {
  const { root } = plan;
  await watchSteps({ root, ...createWatcher(plan, createActions(root)) });
}

/** The functions as they are before anything is watched. */
function createActions(root) {
  const { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = fs;
  const { openSync, writeSync } = fs;
  return {
    die: () => process.kill(process.pid, "SIGKILL"),
    keepCatalog(folder) {
      mkdirSync(folder, { recursive: true });
      for (const name of ["catalog.sqlite", "catalog.sqlite-wal"]) {
        const path = join(root, "data", name);
        if (existsSync(path)) copyFileSync(path, join(folder, name));
      }
    },
    log: (file, entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`),
    half({ kind, path, to, chunks, position, whole }) {
      const bytes = kind === "copy" ? readFileSync(join(root, path)) : Buffer.concat(chunks);
      const part = bytes.subarray(0, bytes.length >> 1);
      if (kind === "copy") writeFileSync(join(root, to), part);
      else if (whole) writeFileSync(join(root, path), part);
      else writeSync(openSync(join(root, path), "r+"), part, 0, part.length, position);
    },
  };
}

function createWatcher(options, actions) {
  if (options.mode === "record") return createRecorder(options, actions);
  let seen = 0;
  const isMeant = (step) => nameStep(step) === options.name && (seen += 1) === options.nth;
  return options.mode === "kill"
    ? createKiller(options, actions, isMeant)
    : { before: createFailure(options, isMeant) };
}

function createKiller({ when }, { die, half }, isMeant) {
  let meant;
  return {
    before(step) {
      if (!isMeant(step)) return;
      meant = step;
      if (when === "midway") half(step);
      if (when !== "after") die();
    },
    after(step) {
      if (step === meant) die();
    },
  };
}

function createFailure({ code }, isMeant) {
  return (step) => {
    if (isMeant(step)) throw createError(code, step);
  };
}

function createError(code, { kind, path }) {
  const message = code.startsWith("SQLITE_")
    ? "database or disk is full"
    : `${code}: made to fail, ${kind} '${path}'`;
  return Object.assign(new Error(message), { code, syscall: kind });
}

/** Steps are written down once they are done: in the order in which the program can know of them. */
function createRecorder({ log }, { log: write, keepCatalog }) {
  const copies = new Map();
  let count = 0;
  return {
    before(step) {
      // The memory is used again while this step is under way.
      if (step.chunks) copies.set(step, Buffer.concat(step.chunks).toString("base64"));
    },
    after(step) {
      count += 1;
      const { chunks: _, ...rest } = step;
      const bytes = copies.get(step);
      copies.delete(step);
      const keeps = ["commit", "checkpoint", "journal"].includes(step.kind);
      if (keeps) keepCatalog(join(`${log}.catalogs`, String(count)));
      write(log, { ...rest, name: nameStep(step), ...(bytes !== undefined && { bytes }) });
    },
  };
}
