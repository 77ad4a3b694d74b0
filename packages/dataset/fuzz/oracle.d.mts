export function findPython(): string | undefined;

/** What CPython makes of a file: its printed rows, or the name of the exception that it raises. */
export interface OracleAnswer {
  readonly file: readonly string[] | string;
}

export interface Oracle {
  readonly version: readonly [major: number, minor: number, micro: number];
  ask(files: readonly Buffer[]): Promise<readonly OracleAnswer[]>;
  close(): void;
}

export function startOracle(python: string, script?: string): Promise<Oracle>;
