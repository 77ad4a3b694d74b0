import { createTerminal, type Printable } from "@flock-tools/cli";

/** What a terminal without colours gets to see of a line. */
export function printedText(line: Printable): string {
  let text = "";
  const stream = { write: (written: string) => ((text += written), true) };
  createTerminal({ stdout: stream, stderr: stream, env: {} }).result(line);
  return text.replace(/\n$/, "");
}
