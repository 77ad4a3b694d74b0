import type { Random } from "./random.mjs";

export function generateFile(
  random: Random,
  rows: number,
  generateText?: (random: Random) => string,
): Buffer;
