import type { DuckDBConnection } from "@duckdb/node-api";
import type { AbortOptions } from "@flock-tools/core";
import { toTabularError } from "./errors.ts";

export type Runner = <T>(step: () => Promise<T>) => Promise<T>;

export interface RunnerOptions extends AbortOptions {
  /** What DuckDB throws, as an error of this package. */
  readonly explain?: (error: unknown) => unknown;
}

/** What makes the steps of a connection stop when `signal` aborts, and fail as this package does. */
export function createRunner(
  connection: DuckDBConnection,
  { signal, explain = toTabularError }: RunnerOptions,
): Runner {
  const interrupt = (): void => connection.interrupt();
  return async (step) => {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      return await step();
    } catch (error) {
      signal?.throwIfAborted();
      throw explain(error);
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  };
}
