import { TabularError } from "../errors.ts";

/** What the file system refuses while `path` is written, as an error of this package; anything else as it is. */
export function toDiskError(error: unknown, path: string): unknown {
  const code = getCode(error);
  if (code === undefined || error instanceof TabularError) return error;
  const known = { cause: error, details: (error as Error).message };
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new TabularError("TABULAR_DISK", `no space is left for ${path}`, {
        ...known,
        next: "free some space, or write to another disk",
      });
    case "ENOENT":
    case "ENOTDIR":
      return new TabularError("TABULAR_DISK", `the folder of ${path} is not there`, {
        ...known,
        next: "create the folder, or name another one",
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new TabularError("TABULAR_DISK", `${path} may not be written`, {
        ...known,
        next: "name a folder that you may write to",
      });
    default:
      return new TabularError("TABULAR_DISK", `${path} cannot be written`, known);
  }
}

/** The system's name of what went wrong, e.g. ENOSPC. */
export function getCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error)) return undefined;
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}
