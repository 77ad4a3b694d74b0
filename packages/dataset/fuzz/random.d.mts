export interface Random {
  readonly bits: () => number;
  readonly below: (limit: number) => number;
  readonly once: (odds: number) => boolean;
  pick<T>(values: readonly T[]): T;
  list<T>(range: readonly [least: number, most: number], make: () => T): T[];
}

export function createRandom(seed: number): Random;
