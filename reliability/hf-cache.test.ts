import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type Devnet, startDevnet } from "@flock-tools/devnet";
import { expect, it, onTestFinished } from "vitest";
import { count } from "./testing/count.ts";
import { type CommandResult, runCommand } from "./testing/run-command.ts";
import type { StepPlan } from "./testing/step-preload.mjs";
import type { RecordedStep } from "./testing/steps.ts";
import { createStepsWorld } from "./testing/steps-world.ts";
import { createPicks, sample } from "./testing/sweep.ts";
import { useFolder } from "./testing/use-folder.ts";

const HOURS = 3 * 3_600_000;
const PRELOAD = new URL("./testing/step-preload.mjs", import.meta.url).href;
const ARGS = ["--netuid", "96", "--all-files", "--quiet", "--data-dir", "data"];

/** `dl` in a folder whose store has everything; `plan` says what happens to its steps. */
function layOut(devnet: Devnet, cwd: string, plan?: StepPlan): Promise<CommandResult> {
  const steps = plan && { FLOCK_STEPS: JSON.stringify({ ...plan, root: cwd }) };
  const nodeArgs = plan === undefined ? [] : ["--import", PRELOAD];
  return runCommand("downloader", [...ARGS, "--hf-cache", "hub"], {
    cwd,
    devnet,
    nodeArgs,
    env: { ...steps },
  });
}

/** Path to the hash of what a file holds, or to where a link leads. */
function readTree(root: string): Readonly<Record<string, string>> {
  if (!existsSync(root)) return {};
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const found = entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : hashOf(path);
        return [path.slice(root.length + 1), found];
      }),
  );
}

function hashOf(path: string): string {
  const bytes = readFileSync(path);
  count("bytes compared", bytes.length);
  return createHash("sha256").update(bytes).digest("hex");
}

/** What Python would take for something that it is not, in a cache that was left in any state. */
function findWrongs(cache: string, right: Readonly<Record<string, string>>): string[] {
  return Object.entries(readTree(cache)).flatMap(([path, found]) => {
    const isAside = /^\.flock-.*\.aside$/.test(basename(path));
    // Where nobody takes a file for one of the repository's.
    if (isAside) return /(?:^|\/)blobs\/[^/]*$|^[^/]*$/.test(path) ? [] : [`aside: ${path}`];
    if (right[path] !== found) return [`wrong: ${path}`];
    const led = found.startsWith("-> ") && !existsSync(join(cache, path));
    const commit = /^([^/]*)\/refs\//.exec(path);
    const isBare =
      commit !== null &&
      !existsSync(
        join(cache, commit[1] ?? "", "snapshots", readFileSync(join(cache, path), "utf8")),
      );
    return led || isBare ? [`leads to nothing: ${path}`] : [];
  });
}

/** Each step in the cache by its name and its number among those of that name. */
function listKills(log: string) {
  const seen = new Map<string, number>();
  const steps = readFileSync(log, "utf8").trimEnd().split("\n");
  return steps.flatMap((line) => {
    const { name, path, kind } = JSON.parse(line) as RecordedStep;
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    if (!path.startsWith("hub") && !name.includes("hub")) return [];
    const whens =
      kind === "write" || kind === "copy" ? ["before", "midway", "after"] : ["before", "after"];
    return (whens as ("before" | "midway" | "after")[]).map((when) => ({ name, nth, when }));
  });
}

it(
  "process: kill -9 at every step of laying out the cache of huggingface_hub",
  { timeout: HOURS },
  async () => {
    const devnet = await startDevnet({ world: createStepsWorld().world });
    onTestFinished(() => devnet.close());
    const [base, whole] = [useFolder(), useFolder()];
    expect(await runCommand("downloader", ARGS, { cwd: base, devnet })).toMatchObject({ code: 0 });
    cpSync(base, whole, { recursive: true });
    const log = join(useFolder(), "steps.log");
    expect(await layOut(devnet, whole, { mode: "record", log })).toMatchObject({ code: 0 });
    const right = readTree(join(whole, "hub"));
    expect(Object.keys(right).filter((path) => path.includes("/refs/"))).toHaveLength(1);

    const kills = listKills(log);
    expect(kills.length).toBeGreaterThan(50);
    const losses: Record<string, unknown> = {};
    let killed = 0;
    for (const kill of sample(kills, 4, createPicks("kill hf-cache"))) {
      const cwd = useFolder();
      cpSync(base, cwd, { recursive: true });
      const { signal } = await layOut(devnet, cwd, { mode: "kill", ...kill });
      // Repositories are laid out side by side: there may be fewer of a name by then.
      if (signal === "SIGKILL") {
        killed += 1;
        count("kills at a step", 1);
      }
      const wrongs = findWrongs(join(cwd, "hub"), right);
      const { code, stderr } = await layOut(devnet, cwd);
      if (code !== 0) wrongs.push(stderr);
      try {
        expect(readTree(join(cwd, "hub"))).toEqual(right);
      } catch (error) {
        wrongs.push(String(error));
      }
      if (wrongs.length > 0) losses[`${kill.when} ${kill.nth} ${kill.name}`] = wrongs;
      rmSync(cwd, { recursive: true });
    }
    expect(losses).toEqual({});
    expect(killed).toBeGreaterThan(2);
  },
);
