import type { CommandSpec } from "./command.ts";
import type { Env } from "./env.ts";
import type { InterruptHost } from "./interrupt.ts";
import type { OutputStream } from "./terminal.ts";

/** What is needed of `process`. */
export interface MainHost extends InterruptHost {
  readonly argv: readonly string[];
  readonly env: Env;
  readonly stdout: HostStream;
  readonly stderr: HostStream;
  readonly stdin?: { readonly isTTY?: boolean | undefined };
  cwd(): string;
}

interface HostStream extends OutputStream {
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** A process and the command that it is for. */
export interface Main {
  readonly host: MainHost;
  readonly spec: CommandSpec<object>;
  /** What follows the program's name. */
  readonly args: readonly string[];
}
