// A Python environment of its own for what is checked or measured against Python's packages: made once, kept in a cache.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The environment with exactly the packages of a requirements file, which lists all that is needed: what those packages
 * say that they need is not asked for.
 *
 * `{ python }`, the path of its interpreter; `{ missing }`, why there is none, where python3, its venv, pip or a package
 * cannot be had.
 */
export function makePython({ requirements, cache }) {
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const venv = join(cache, `venv-${digest}`);
  const python = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  // Written last: a run that was killed while it installed leaves none.
  const complete = join(venv, "complete");
  if (existsSync(complete)) return { python };
  try {
    execFileSync("python3", ["-m", "venv", "--clear", venv], { stdio: "pipe" });
    const install = ["-m", "pip", "install", "-q", "--no-deps", "-r", requirements];
    execFileSync(python, install, { stdio: "pipe" });
    writeFileSync(complete, "");
    return { python };
  } catch (error) {
    rmSync(venv, { recursive: true, force: true });
    return { missing: explain(error) };
  }
}

function explain(error) {
  if (error.code === "ENOENT") return "there is no python3 here";
  const said = String(error.stderr ?? "").trim() || String(error.stdout ?? "").trim();
  return said.split("\n").at(-1) || error.message;
}
