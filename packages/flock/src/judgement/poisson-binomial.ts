import { type Odds, toOdds } from "./overlap-odds.ts";

/** Below it the plain sums may have lost terms to underflow. */
const LEAST_PLAIN = 1e-250;

type Probabilities = Float64Array | readonly number[];

/**
 * How probable it is that at least `least` of independent events happen, each with its own probability (0 to 1, both
 * exclusive): the upper tail of the Poisson binomial distribution, exact to about 1e-12 of itself.
 */
export function getTailOdds(probabilities: Probabilities, least: number): Odds {
  if (least <= 0) return { probability: 1, log10: 0 };
  if (least > probabilities.length) return { probability: 0, log10: -Infinity };
  const plain = sumPlain(probabilities, least);
  return toOdds(plain > LEAST_PLAIN ? Math.log(plain) : sumTilted(probabilities, least));
}

// An ordinary array: two small typed arrays for each of 65,000 calls take longer than the sums do.
function createCounts(size: number): number[] {
  const counts: number[] = Array.from({ length: size }, () => 0);
  return counts.fill(1, 0, 1);
}

// counts[k] is the probability of k events so far, and what reaches `least` stays there: work in proportion to `least`,
// which is small for all pairs but those that matter.
function sumPlain(probabilities: Probabilities, least: number): number {
  const counts = createCounts(least);
  let reached = 0;
  for (const probability of probabilities) {
    reached += (counts[least - 1] ?? 0) * probability;
    for (let k = least - 1; k > 0; k -= 1) {
      counts[k] = (counts[k] ?? 0) * (1 - probability) + (counts[k - 1] ?? 0) * probability;
    }
    counts[0] = (counts[0] ?? 0) * (1 - probability);
  }
  return reached;
}

/** The logarithm, by the same sums for odds tilted so that `least` is what is to be expected, and tilted back. */
function sumTilted(probabilities: Probabilities, least: number): number {
  const tilt = findTilt(probabilities, least);
  let scale = 0;
  const counts = createCounts(probabilities.length + 1);
  for (const [index, probability] of probabilities.entries()) {
    const total = 1 - probability + probability * tilt;
    const tilted = (probability * tilt) / total;
    scale += Math.log(total);
    for (let k = index + 1; k > 0; k -= 1) {
      counts[k] = (counts[k] ?? 0) * (1 - tilted) + (counts[k - 1] ?? 0) * tilted;
    }
    counts[0] = (counts[0] ?? 0) * (1 - tilted);
  }
  let sum = 0;
  for (let k = probabilities.length; k >= least; k -= 1) sum = sum / tilt + (counts[k] ?? 0);
  return scale - least * Math.log(tilt) + Math.log(sum);
}

/** Roughly, by halving; any tilt is exact, this one keeps the terms away from underflow. */
function findTilt(probabilities: Probabilities, least: number): number {
  const target = Math.min(least, probabilities.length - 0.5);
  let [low, high] = [0, 700];
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    const tilt = Math.exp(middle);
    let mean = 0;
    for (const p of probabilities) mean += (p * tilt) / (1 - p + p * tilt);
    if (mean < target) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}
