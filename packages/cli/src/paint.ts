import pico from "picocolors";
import { type SafeText, type SafeValue, toSafeString, trustText } from "./safe-text.ts";

type Style = (value: SafeValue) => SafeText;

/** Colours of one stream; without colour each returns the sanitised value alone. */
export interface Paint {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly green: Style;
  readonly yellow: Style;
  readonly cyan: Style;
}

/** The colours of a stream that takes them, or not. */
export function createPaint(colour: boolean): Paint {
  const colours = pico.createColors(colour);
  return {
    bold: style(colours.bold),
    dim: style(colours.dim),
    red: style(colours.red),
    green: style(colours.green),
    yellow: style(colours.yellow),
    cyan: style(colours.cyan),
  };
}

function style(format: (text: string) => string): Style {
  return (value) => trustText(format(toSafeString(value)));
}

/** What decides about colour and redrawing. */
export interface StreamTraits {
  readonly isTTY?: boolean | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Whether to colour what goes to `stream`. `FORCE_COLOR` decides first, then `NO_COLOR` (no-color.org: any value that
 * is not empty), then whether the stream is a terminal; the order is Node's own.
 */
export function wantsColour(stream: StreamTraits, env: Env): boolean {
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  if (env["NO_COLOR"]) return false;
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

/** Whether lines of `stream` may be redrawn: a terminal that can, and not a CI's log. */
export function canRedraw(stream: StreamTraits, env: Env): boolean {
  return stream.isTTY === true && env["TERM"] !== "dumb" && !isSet(env["CI"]);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
