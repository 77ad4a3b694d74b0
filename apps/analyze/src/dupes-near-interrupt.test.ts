import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";

// Presses Ctrl-C when a file is opened again for its texts.
const PRESS = `import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  const { open } = fs;
  fs.open = (...args) => {
    process.kill(process.pid, "SIGINT");
    return open(...args);
  };
  syncBuiltinESMExports();`;

it("stops at Ctrl-C in a search for near duplicates, and says how to go on", async () => {
  using folder = createFolder();
  const cwd = folder.path;
  for (const name of ["a.jsonl", "b.jsonl"]) {
    const row = `${JSON.stringify({ conversations: [{ content: "some words of a text" }] })}\n`;
    writeFileSync(join(cwd, name), row.repeat(100));
  }
  const nodeArgs = ["--import", `data:text/javascript,${encodeURIComponent(PRESS)}`];
  const args = ["dupes", "a.jsonl", "b.jsonl", "--near", "--json"];
  const { code, stdout, stderr } = await runApp(args, { cwd, nodeArgs });
  expect(code).toBe(130);
  expect(stderr).toMatch(
    /\nstopped\. Resume with: pnpm analyze dupes a\.jsonl b\.jsonl --near --json\n$/,
  );
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "INTERRUPTED" } });
});
