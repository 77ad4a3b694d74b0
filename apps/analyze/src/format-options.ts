import type { CommandContext } from "@flock-tools/cli";
import { type FormatOptions, MOST_SHOWN } from "./limit-rows.ts";

/** How results are to be drawn. */
export function createFormatOptions({
  terminal,
  options,
}: Pick<CommandContext<object>, "terminal" | "options">): FormatOptions {
  return {
    paint: terminal.resultPaint,
    width: terminal.resultColumns(),
    most: options.verbose ? Infinity : MOST_SHOWN,
  };
}
