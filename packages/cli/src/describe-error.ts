import { FlockError } from "@flock-tools/core";
import { InterruptError } from "./errors.ts";
import { isDiskError } from "./exit-codes.ts";
import type { EnvelopeError } from "./output.ts";
import type { Paint } from "./paint.ts";
import { joinSafe, safe, type SafeText } from "./safe-text.ts";

const REPORT_AT = "https://github.com/flock-tools/flock-tools/issues";

/** An error as plain data: what, why, and what to do next. */
export function describeError(error: unknown): EnvelopeError {
  if (error instanceof FlockError) {
    const { kind, code, message, details, next } = error;
    return { kind, code, message, ...(details && { details }), ...(next && { next }) };
  }
  if (isDiskError(error)) {
    return {
      kind: "disk",
      code: `DISK_${error.code ?? "ERROR"}`,
      message: error.message,
      next:
        error.code === "ENOSPC"
          ? "free some disk space and run it again"
          : "check the path and its permissions",
    };
  }
  if (error instanceof InterruptError) {
    return { kind: "interrupted", code: "INTERRUPTED", message: error.message };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    kind: "internal",
    code: "INTERNAL",
    message: `this is a bug: ${message}`,
    next: `run it again with --verbose and report what it prints at ${REPORT_AT}`,
  };
}

/** An error as the lines to print: one for what and why, one for what to do next. */
export function formatError(error: EnvelopeError, paint: Paint): SafeText[] {
  const { message, details, next } = error;
  const why = details === undefined || message.includes(details) ? safe`` : safe` (${details})`;
  return [
    safe`${paint.red("error:")} ${message}${why}`,
    ...(next === undefined ? [] : [safe`${paint.cyan("next:")} ${next}`]),
  ];
}

/** The stack of an error and of its causes, line by line. */
export function formatStack(error: unknown, paint: Paint): SafeText[] {
  const lines: SafeText[] = [];
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const stack = (current.stack ?? current.message).split("\n");
    const prefix = depth === 0 ? "" : "caused by: ";
    for (const [index, line] of stack.entries()) {
      lines.push(paint.dim(joinSafe([index === 0 ? prefix : "", line], "")));
    }
    current = current.cause;
  }
  return lines;
}
