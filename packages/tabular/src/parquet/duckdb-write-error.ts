import { TabularError } from "../errors.ts";

const MOST_DETAILS = 300;

/** What DuckDB throws while it writes `path`, as an error of this package; anything else as it is. */
export function toWriteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const details = error.message.split("\n", 1).join("").slice(0, MOST_DETAILS);
  const known = { details, cause: error };
  if (
    /No space left on device|Disk quota exceeded|wrote=|Could not write all bytes/.test(details)
  ) {
    return new TabularError("TABULAR_DISK", `no space is left for ${path}`, {
      ...known,
      next: "free some space, or write to another disk",
    });
  }
  if (details.startsWith("Out of Memory Error")) {
    return new TabularError("TABULAR_TOO_LARGE", "its rows take too much memory", {
      ...known,
      next: "use the writer hyparquet",
    });
  }
  if (details.startsWith("IO Error")) {
    return new TabularError("TABULAR_DISK", `${path} cannot be written`, known);
  }
  return error;
}
