import { describe, expect, it } from "vitest";
import { safe } from "./safe-text.ts";
import { createTerminal, type OutputStream } from "./terminal.ts";

function createStreams(isTTY: boolean) {
  let screen = "";
  const texts = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr"): OutputStream => ({
    isTTY,
    columns: 60,
    rows: 20,
    write: (text) => {
      texts[name] += text;
      screen += text;
      return true;
    },
  });
  return { stdout: stream("stdout"), stderr: stream("stderr"), texts, screen: () => screen };
}

/** What a terminal shows after `text`, for the few codes that are in use here. */
function showOn(text: string): string[] {
  const lines = [""];
  let row = 0;
  for (const token of text.match(/\p{Cc}(?:\[\d+[AJ])?|\P{Cc}+/gu) ?? []) {
    if (/\[\d+A$/.test(token)) row -= Number(token.slice(2, -1));
    else if (token === "\u001B[0J") lines.splice(row, lines.length, "");
    else if (token === "\n") row += 1;
    else if (token !== "\r") lines[row] = (lines[row] ?? "") + token;
    lines[row] ??= "";
  }
  return lines;
}

describe("createTerminal", () => {
  it("writes results to stdout and everything else to stderr, sanitised", () => {
    const streams = createStreams(false);
    const terminal = createTerminal({ ...streams, env: {} });
    terminal.line("log\u001B[2J");
    terminal.result(safe`row ${"\u202E"}`);
    terminal.raw('{"a":1}\n');
    expect(streams.texts).toEqual({
      stderr: "log\\u{1b}[2J\n",
      stdout: 'row \\u{202e}\n{"a":1}\n',
    });
  });

  it("never draws live lines where they would be kept", () => {
    const streams = createStreams(false);
    const terminal = createTerminal({ ...streams, env: {} });
    terminal.setLive(["bar"]);
    terminal.setLive([]);
    expect(terminal.canRedraw).toBe(false);
    expect(streams.screen()).toBe("");
  });

  it("keeps the live lines below everything that is written, and erases them", () => {
    const streams = createStreams(true);
    const terminal = createTerminal({ ...streams, env: { NO_COLOR: "1" } });
    terminal.line("one");
    terminal.setLive(["bar 1", "item"]);
    terminal.line("two");
    terminal.result("three");
    terminal.setLive(["bar 2"]);
    expect(showOn(streams.screen())).toEqual(["one", "two", "three", "bar 2", ""]);
    terminal.setLive([]);
    terminal.line("four");
    expect(showOn(streams.screen())).toEqual(["one", "two", "three", "four", ""]);
    expect(streams.texts.stdout).toBe("three\n");
  });

  it("cuts live lines that would wrap, as the rest of them could not be erased", () => {
    const streams = createStreams(true);
    const terminal = createTerminal({ ...streams, env: { FORCE_COLOR: "1" } });
    terminal.setLive([safe`${terminal.paint.red("x".repeat(60))}`, "y".repeat(59)]);
    expect(showOn(streams.screen())).toEqual([`${"x".repeat(58)}…`, "y".repeat(59), ""]);
  });

  it("hides secrets in all it writes", () => {
    const streams = createStreams(true);
    const terminal = createTerminal({ ...streams, env: {} });
    terminal.hide("hf_secret");
    terminal.hide("a");
    terminal.line("a token: hf_secret");
    terminal.result("hf_secrethf_secret");
    terminal.raw('"hf_secret"');
    terminal.setLive(["hf_secret"]);
    expect(streams.screen()).not.toContain("secret");
    expect(streams.screen()).toContain("a token: [hidden]");
  });

  it("tells widths", () => {
    const streams = createStreams(false);
    expect(createTerminal({ ...streams, env: {} }).resultColumns()).toBeUndefined();
    expect(createTerminal({ ...createStreams(true), env: {} }).resultColumns()).toBe(60);
  });
});
