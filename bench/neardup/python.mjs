// A Python environment of its own for the engines that live there, made once and kept in the cache.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { benchPath } from "../measure.mjs";

/** The environment's Python, or undefined where python3, its venv or a package cannot be had: said on standard error. */
export function makePython(cache) {
  const requirements = benchPath("neardup/requirements.txt");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const venv = join(cache, `venv-${digest}`);
  const python = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (existsSync(python)) return python;
  try {
    execFileSync("python3", ["-m", "venv", venv], { stdio: "pipe" });
    // All that is needed is listed. text-dedup's own list has Spark and an ONNX runtime, which its MinHash does not use.
    const install = ["-m", "pip", "install", "-q", "--no-deps", "-r", requirements];
    execFileSync(python, install, { stdio: "pipe" });
    return python;
  } catch (error) {
    rmSync(venv, { recursive: true, force: true });
    const reason = String(error.stderr ?? error.message)
      .trim()
      .split("\n")
      .at(-1);
    process.stderr.write(`without the Python engines: ${reason}\n`);
    return undefined;
  }
}
