import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { UsageError } from "@flock-tools/core";

/** Environment variables, as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The variables that the `.env` file in `folder` sets; none if there is no such file.
 *
 * @throws UsageError if it is there and cannot be read
 */
export async function readDotEnv(folder: string): Promise<Env> {
  const path = join(folder, ".env");
  try {
    return parseEnv(await readFile(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder of that name (a Python virtual environment, say) is nobody's settings.
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return {};
    throw new UsageError(`cannot read ${path}`, {
      code: "DOTENV_UNREADABLE",
      details: (error as Error).message,
      next: "make the file readable, or remove it",
      cause: error,
    });
  }
}

/** The value of a variable, with an empty one counted as not set. */
export function readVariable(env: Env, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === "" ? undefined : value;
}

/** Whether a variable says yes: `1`, `true`, `yes` or `on`, in any case (huggingface_hub, constants.py, `_is_true`). */
export function isTrue(value: string | undefined): boolean {
  return ["1", "true", "yes", "on"].includes((value ?? "").toLowerCase());
}
