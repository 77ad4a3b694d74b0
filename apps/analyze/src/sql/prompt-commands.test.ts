import { createTerminal } from "@flock-tools/cli";
import { describe, expect, it } from "vitest";
import { createCommands } from "./prompt-commands.ts";

/** What a command prints on stdout and stderr. */
function type(...words: readonly string[]): { readonly out: string; readonly err: string } {
  const printed = { out: "", err: "" };
  const toStream = (name: "out" | "err") => ({
    write: (text: string) => {
      printed[name] += text;
      return true;
    },
  });
  const terminal = createTerminal({ stdout: toStream("out"), stderr: toStream("err"), env: {} });
  createCommands({
    terminal,
    output: { result: (...lines) => lines.forEach((line) => terminal.result(line)) },
  })(words);
  return printed;
}

describe("commands of the prompt", () => {
  it("list tables and columns", () => {
    expect(type(".tables").out.match(/^\w+/gm)).toEqual([
      "table",
      "rows",
      "neurons",
      "commitments",
      "verdicts",
    ]);
    expect(type(".schema", "NEURONS").out).toMatch(/\nneurons {2}stake_rao +int64 /);
    expect(type(".schema").out).toMatch(/\nrows +conversations +messages /);
  });

  it("explain themselves, and say what there is not", () => {
    expect(type(".help").out).toContain(".quit");
    expect(type(".schema", "nosuch")).toEqual({
      out: "",
      err: "there is no table nosuch: .tables lists them\n",
    });
    expect(type(".drop\u001B[2J").err).toBe(
      `there is no command ${String.raw`.drop\u{1b}[2J`}: .help lists them\n`,
    );
  });
});
