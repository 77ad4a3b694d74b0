import { readFileSync } from "node:fs";
import { createWorld } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const page = readFileSync(new URL("../../../docs/analyze.md", import.meta.url), "utf8");

/** Command lines and what the page says they print; `[...]` stands for lines that are left out. */
const examples = [...page.matchAll(/^```\n\$ pnpm analyze (.+)\n([^`]+)```$/gm)].map(
  ([, line = "", text = ""]) => ({ line, parts: text.split("[...]\n") }),
);

const folder = createFolder();
beforeAll(() => syncWorld(createWorld("demo"), folder.path));
afterAll(() => folder[Symbol.dispose]());

describe("docs/analyze.md", () => {
  it("has an example of each analysis", () => {
    const names = new Set(examples.map(({ line }) => line.split(" ")[0]));
    expect([...names]).toEqual(["dupes", "pair", "row", "near"]);
  });

  it.each(examples)("shows what is printed: $line", async ({ line, parts }) => {
    const { stdout } = await runApp(line.split(" "), { cwd: folder.path });
    expect(stdout.startsWith(parts[0]!)).toBe(true);
    expect(stdout.endsWith(parts.at(-1)!)).toBe(true);
    let position = 0;
    for (const part of parts) {
      const found = stdout.indexOf(part, position);
      expect([part, found >= position]).toEqual([part, true]);
      position = found + part.length;
    }
  });
});
