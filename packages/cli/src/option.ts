import { UsageError } from "@flock-tools/core";

/** Where an option's value was found, the strongest first. */
export type OptionSource = "flag" | "env" | "dotenv" | "default";

/** One option of a command, as plain data. */
export interface OptionSpec<T> {
  /** As commander writes them: `--uids <list>`, `-q, --quiet`; without a value in angle brackets it is a switch. */
  readonly flags: string;
  readonly description: string;
  /** The variable that gives the value where the flag is not given; `--help` names it. */
  readonly env?: string;
  /** Turns text into the value; throws UsageError. */
  readonly parse?: (text: string) => NonNullable<T>;
  /** The value if nothing else gives one; false for a switch. */
  readonly fallback?: T;
  /** How `--help` writes the default where it is not `fallback` itself. */
  readonly fallbackText?: string;
  /** May be given more than once; the arrays are joined. */
  readonly repeat?: boolean;
  /** The heading it stands under in `--help`. */
  readonly group?: string;
  readonly hidden?: boolean;
}

/** An option for each property of `T`; the property's name is the flag's in camel case. */
export type OptionSpecs<T> = { readonly [K in keyof T]-?: OptionSpec<T[K]> };

/** Options that every command has. */
export interface CommonOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly logFormat: "text" | "json";
  readonly logLevel: LogLevel | undefined;
}

export type LogLevel = "silent" | "error" | "warn" | "info" | "debug";

export interface GivenText {
  readonly text: string;
  /** Where it was given: `--uids` or the variable's name. */
  readonly name: string;
  /** What to type to learn more. */
  readonly help: string;
}

/** The value of `text` for the option, with errors that name where it was given. */
export function parseOptionText<T>(spec: OptionSpec<T>, { text, name, help }: GivenText): unknown {
  try {
    return spec.parse === undefined ? text : spec.parse(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { message, next = help, cause } = error;
    throw new UsageError(`${name}: ${message}`, {
      code: "USAGE_OPTION",
      next,
      ...(cause !== undefined && { cause }),
    });
  }
}
