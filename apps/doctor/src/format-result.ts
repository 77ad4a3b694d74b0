import { type Paint, safe, type SafeText } from "@flock-tools/cli";
import type { CheckResult } from "./check.ts";

/** One result as lines: what was seen, and what to do about it. */
export function formatResult({ name, status, seen, next }: CheckResult, paint: Paint): SafeText[] {
  const style = { ok: paint.green, warning: paint.yellow, failed: paint.red, skipped: paint.dim };
  const lines = [safe`${style[status](status.padEnd(7))}  ${name.padEnd(9)}  ${seen}`];
  if (next !== undefined) lines.push(safe`${" ".repeat(20)}${paint.cyan("next:")} ${next}`);
  return lines;
}

/** The last line: how many of what. */
export function formatTotals(results: readonly CheckResult[], next: string): SafeText {
  const count = (wanted: CheckResult["status"]): number =>
    results.filter(({ status }) => status === wanted).length;
  const [failed, warnings, skipped] = [count("failed"), count("warning"), count("skipped")];
  const parts = [
    `${count("ok")} ok`,
    ...(warnings > 0 ? [`${warnings} with a warning`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(", ");
  if (failed === 0) return safe`${parts}. next: ${next}`;
  const first = results.find(({ status }) => status === "failed");
  return safe`${parts}. Start with ${first?.name ?? ""}.`;
}
