import { EventEmitter, once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { type PromptOptions, runPrompt } from "./prompt.ts";

/** A prompt over a pair of streams, and what it was asked. */
function start(options: Partial<PromptOptions> = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const asked: string[] = [];
  const shown: string[] = [];
  output.setEncoding("utf8").on("data", (text: string) => shown.push(text));
  const done = runPrompt({
    input,
    output,
    terminal: false,
    onStatement: async (statement) => void asked.push(statement),
    onCommand: async (words) => void asked.push(words.join("|")),
    ...options,
  });
  return { input, output, asked, done, shown: () => shown.join("") };
}

describe("runPrompt", () => {
  it("reads statements over several lines, and commands", async () => {
    const { input, asked, done } = start();
    input.end("select 1;\n\n.schema rows\nselect ';\n'\n  , 2;\n.quit\nselect 3;\n");
    await done;
    expect(asked).toEqual(["select 1;\n", ".schema|rows", "select ';\n'\n  , 2;\n"]);
  });

  it("ends with the input, and leaves what has no semicolon", async () => {
    const { input, asked, done } = start();
    input.end("select 1\n");
    await done;
    expect(asked).toEqual([]);
  });

  it("goes on with the lines that came while a statement ran", async () => {
    const asked: string[] = [];
    const gate = new EventEmitter();
    const held = once(gate, "open");
    const { input, done } = start({
      onStatement: async (statement) => {
        asked.push(statement);
        await held;
      },
    });
    input.write("select 1;\nselect 2;\n");
    input.end("select 3;\n");
    gate.emit("open");
    await done;
    expect(asked).toEqual(["select 1;\n", "select 2;\n", "select 3;\n"]);
  });

  it("asks for more of a statement in another way", async () => {
    const { input, done, shown } = start();
    input.end("select\n1;\n");
    await done;
    expect(shown()).toBe("sql> ...> sql> \n");
  });

  it("stops a statement at Ctrl-C, and goes on", async () => {
    const aborted: unknown[] = [];
    const { input, done } = start({
      terminal: true,
      onStatement: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            aborted.push(signal.reason);
            resolve();
          });
          input.write("\u0003");
        }),
    });
    input.write("select 1;\r");
    input.write("select 2;\r");
    input.write(".quit\r");
    await done;
    expect(aborted).toEqual([new Error("cancelled"), new Error("cancelled")]);
  });

  it("drops what is typed at Ctrl-C", async () => {
    const { input, output, asked, done, shown } = start({ terminal: true });
    input.write("select 1\r");
    while (!shown().includes("...> ")) await once(output, "data");
    input.write("from \u0003");
    input.write("select 2;\r.quit\r");
    await done;
    expect(asked).toEqual(["select 2;\n"]);
  });

  it("ends with the reason of its signal, the statement's too", async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    const seen: unknown[] = [];
    const { input, done } = start({
      signal: controller.signal,
      onStatement: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            seen.push(signal.reason);
            resolve();
          });
          controller.abort(reason);
        }),
    });
    input.write("select 1;\nselect 2;\n");
    await expect(done).rejects.toBe(reason);
    expect(seen).toEqual([reason]);
  });
});
