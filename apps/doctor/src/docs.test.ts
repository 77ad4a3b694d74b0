import { readFileSync } from "node:fs";
import { createWorld, startDevnet } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";
import { CHECKS } from "./checks.ts";

const page = readFileSync(new URL("../../../docs/doctor.md", import.meta.url), "utf8");

interface Example {
  readonly args: string;
  /** Of what is printed, in this order; what is left out lies between them. */
  readonly parts: readonly string[];
}

/** Command lines and what the page says they print; `[...]` stands for lines that are left out. */
const examples: readonly Example[] = [
  ...page.matchAll(/^```\n\$ pnpm devnet exec -- pnpm doctor ?(.*)\n([^`]+)```$/gm),
].map(([, args = "", text = ""]) => ({ args, parts: text.split("[...]\n").map(levelOut) }));

/** The text without what is another thing on another machine: versions, ports of servers, free bytes. */
function levelOut(text: string): string {
  return text
    .replaceAll(/Node\.js \S+ on .*/g, "Node.js")
    .replaceAll(/127\.0\.0\.1:\d{2,}/g, "127.0.0.1:port")
    .replaceAll(/[\d.]+ [kMGTP]B free/g, "free")
    .replaceAll("\\", "/");
}

describe("docs/doctor.md", () => {
  it.each(examples)("shows what is printed: $args", async ({ args, parts }) => {
    await using devnet = await startDevnet({ world: createWorld("demo") });
    const env = { FLOCK_DATA_DIR: "data/devnet-demo" };
    const words = args.split(" ").filter(Boolean);
    const { stdout } = await runApp(words, { cwd: createFolder(), devnet, env });
    const printed = levelOut(stdout);
    let position = 0;
    for (const part of parts) {
      const found = printed.indexOf(part, position);
      expect([part, found >= position]).toEqual([part, true]);
      position = found + part.length;
    }
    expect(position).toBe(printed.length);
  });

  it("has examples, and names every check in its order", () => {
    expect(examples).toHaveLength(2);
    const named = [...page.matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name);
    expect(named).toEqual(CHECKS.map(({ name }) => name));
  });
});
