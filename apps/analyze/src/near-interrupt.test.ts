import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeRow, makeText, toJsonl } from "../testing/near-rows.ts";
import { createFolder, runApp } from "../testing/run-app.ts";

// Presses Ctrl-C when the first bytes of a file have been read.
const PRESS = `import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  const { open } = fs;
  let isPressed = false;
  fs.open = async (...args) => {
    const file = await open(...args);
    const read = file.read.bind(file);
    file.read = async (...range) => {
      const result = await read(...range);
      if (!isPressed) process.kill(process.pid, "SIGINT");
      isPressed = true;
      return result;
    };
    return file;
  };
  syncBuiltinESMExports();`;

it("stops at Ctrl-C, says how to go on, and leaves nothing behind", async () => {
  using folder = createFolder();
  const cwd = folder.path;
  const rows = Array.from({ length: 40_000 }, (_, number) => makeRow(makeText(number)));
  writeFileSync(join(cwd, "a.jsonl"), toJsonl(rows));
  const nodeArgs = ["--import", `data:text/javascript,${encodeURIComponent(PRESS)}`];
  const args = ["near", "a.jsonl", "--engine", "reference", "--json"];
  const { code, stdout, stderr } = await runApp(args, { cwd, nodeArgs });
  expect(code).toBe(130);
  expect(stderr).toMatch(
    /\nstopped\. Resume with: pnpm analyze near a\.jsonl --engine reference --json\n$/,
  );
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "INTERRUPTED" } });
});
