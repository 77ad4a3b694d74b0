import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The command of a Python 3 on this machine, or undefined. */
export function findPython() {
  return ["python3", "python"].find((command) => {
    const { status, stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
    return status === 0 && stdout.startsWith("Python 3.");
  });
}

/**
 * Starts a Python process that says what CPython makes of files: `{ version, ask(files), close() }`.
 * `ask` takes an array of Buffers and resolves to an array of what the script beside this one says of each: for
 * oracle.py `{ file, lines }`.
 */
export async function startOracle(python, script = "oracle.py") {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(python, ["-B", path], { stdio: ["pipe", "pipe", "inherit"] });
  const frames = readFrames(child.stdout);
  const next = async () => {
    const { done, value } = await frames.next();
    if (done) throw new Error("the oracle ended before it answered");
    return JSON.parse(value.toString("latin1"));
  };
  const version = await next();
  return {
    version,
    ask(files) {
      child.stdin.write(frame(Buffer.concat(files.map(frame))));
      return next();
    },
    close() {
      child.stdin.end();
    },
  };
}

function frame(body) {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(body.length);
  return Buffer.concat([header, body]);
}

async function* readFrames(stream) {
  let parts = [];
  let held = 0;
  let wanted = 4;
  let isHeader = true;
  for await (const chunk of stream) {
    parts.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const all = Buffer.concat(parts);
      const body = all.subarray(0, wanted);
      parts = [all.subarray(wanted)];
      held -= wanted;
      if (!isHeader) yield body;
      wanted = isHeader ? body.readUInt32LE() : 4;
      isHeader = !isHeader;
    }
  }
}
