import { type LogFields, type Logger, silentLogger } from "@flock-tools/core";

export interface Warning {
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** A logger that keeps its warnings. */
export function watchLogger(): { readonly logger: Logger; readonly warnings: readonly Warning[] } {
  const warnings: Warning[] = [];
  return {
    logger: { ...silentLogger, warn: (message, fields) => warnings.push({ message, fields }) },
    warnings,
  };
}
