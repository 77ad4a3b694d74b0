import { describe, expect, it } from "vitest";
import { createLogger, tapWarnings } from "./logger.ts";
import type { LogLevel } from "./option.ts";
import { createTerminal } from "./terminal.ts";

async function logAll(level: LogLevel, format: "text" | "json") {
  let stderr = "";
  let stdout = "";
  const terminal = createTerminal({
    stdout: { write: (text) => ((stdout += text), true) },
    stderr: { write: (text) => ((stderr += text), true) },
    env: {},
  });
  terminal.hide("hf_secret");
  const warnings: string[] = [];
  const logger = tapWarnings(await createLogger({ terminal, level, format }), (message) => {
    warnings.push(message);
  });
  logger.debug("asking", { path: "/x\u001B[2J", token: "hf_other" });
  logger.info("got it", { bytes: 7, none: undefined, big: 3n });
  logger.warn("paused\u202E", { seconds: 3, with: "hf_secret" });
  logger.error("broken", { error: new Error("why") });
  expect(stdout).toBe("");
  return { stderr, lines: stderr.trimEnd().split("\n"), warnings };
}

describe("createLogger", () => {
  it("writes lines for people, from its level up", async () => {
    const { lines } = await logAll("debug", "text");
    expect(lines).toEqual([
      "debug: asking path=/x\\u{1b}[2J",
      "info: got it bytes=7 big=3",
      "warning: paused\\u{202e} seconds=3 with=[hidden]",
      "error: broken error=why",
    ]);
    expect((await logAll("warn", "text")).lines).toHaveLength(2);
    expect((await logAll("silent", "text")).stderr).toBe("");
  });

  it("writes JSON lines that no terminal obeys", async () => {
    const { lines, stderr } = await logAll("debug", "json");
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ level, msg }) => [level, msg])).toEqual([
      [20, "asking"],
      [30, "got it"],
      [40, "paused\u202E"],
      [50, "broken"],
    ]);
    expect(records[0]).toMatchObject({ path: "/x\u001B[2J", token: "[hidden]" });
    expect(stderr).not.toMatch(/hf_secret|hf_other|(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  it("passes warnings and errors on", async () => {
    expect((await logAll("silent", "text")).warnings).toEqual(["paused\u202E", "broken"]);
  });
});
