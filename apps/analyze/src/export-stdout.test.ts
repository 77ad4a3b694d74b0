import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createWorld } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));

const folder = createFolder();
const cwd = folder.path;
beforeAll(() => syncWorld(createWorld("demo"), cwd));
afterAll(() => folder[Symbol.dispose]());

describe("export to stdout", () => {
  it.each(["parquet", "csv", "arrow", "arrow --stream", "jsonl"])(
    "%s: the bytes of the file, and nothing else; what is said goes to stderr",
    async (line) => {
      const name = `file.${line}`;
      const args = ["export", ...line.split(" "), "--uids", "0-9", "--out"];
      expect((await runApp([...args, name], { cwd })).code).toBe(0);
      const { code, stdout, stderr } = await runApp([...args, "-"], { cwd, encoding: "latin1" });
      expect(code).toBe(0);
      expect(Buffer.from(stdout, "latin1").equals(readFileSync(join(cwd, name)))).toBe(true);
      expect(stderr).toMatch(/^netuid 96, block 7,000,000 /);
      expect(stderr).toMatch(/\n {2}file {6}stdout, /);
    },
  );

  it("says nothing with --quiet", async () => {
    const { stderr } = await runApp(["export", "csv", "--out", "-", "--quiet"], { cwd });
    expect(stderr).toBe("");
  });

  it("ends in peace when its reader has gone", async () => {
    const child: ChildProcess = spawn(
      process.execPath,
      [MAIN, "export", "jsonl", "--shape", "turns", "--out", "-"],
      { cwd, stdio: ["ignore", "pipe", "pipe"] },
    );
    let stderr = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdout!.once("data", () => child.stdout!.destroy());
    const [code] = (await once(child, "close")) as [number | null];
    expect([code, stderr]).toEqual([0, ""]);
  });
});
