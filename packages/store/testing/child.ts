import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";

const BUILT = new URL("../dist/index.js", import.meta.url).href;

/** A process of its own that runs `body` on the built package; `store`, `fs` and `say(line)` are in its scope. */
export interface Child {
  /** The next line that the child says. */
  nextLine(): Promise<string>;
  /** Lets the child's `await go()` go on. */
  go(): void;
  kill(): Promise<void>;
  /** Resolves when the child has ended well; rejects with what it wrote to stderr. */
  done(): Promise<void>;
}

export function startChild(body: string, args: Readonly<Record<string, unknown>>): Child {
  const script = `
    import fs from "node:fs";
    import { createHash } from "node:crypto";
    import * as store from ${JSON.stringify(BUILT)};
    const args = ${JSON.stringify(args)};
    const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
    const say = (line) => process.stdout.write(line + "\\n");
    const go = () => new Promise((resolve) => process.stdin.once("data", resolve));
    ${body}
    process.stdin.destroy();
  `;
  const cwd = pathToFileURL(process.cwd());
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  return control(child);
}

function control(child: ChildProcessWithoutNullStreams): Child {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "close");
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    async nextLine() {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`the child has ended: ${stderr}`);
      return value;
    },
    go: () => void child.stdin.write("go\n"),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async done() {
      const [code] = (await ended) as [number | null];
      if (code !== 0) throw new Error(`the child ended with ${code}: ${stderr}`);
    },
  };
}
