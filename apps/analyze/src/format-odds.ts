import type { Odds } from "@flock-tools/flock";

/** A probability for people: `>99%`, `48%`, `1.3%`, `1.6e-12`; below what a number holds too. */
export function formatOdds({ probability, log10 }: Odds): string {
  if (log10 === -Infinity) return "0";
  if (probability < 1 && probability >= 0.995) return ">99%";
  if (probability >= 0.0995) return `${Math.round(probability * 100)}%`;
  if (probability >= 0.001) return `${(probability * 100).toFixed(1)}%`;
  const exponent = Math.floor(log10);
  const digits = (10 ** (log10 - exponent)).toFixed(1);
  return digits === "10.0" ? `1.0e${exponent + 1}` : `${digits}e${exponent}`;
}
