// What an app's `main.ts` and options need, and nothing that has to wait until the options are parsed: each module more
// is paid for by everybody who asks for `--help`.
export type { CommandContext, CommandExample, CommandSpec } from "./command.ts";
export type { MainHost } from "./main-host.ts";
export type { CommonOptions, LogLevel, OptionSource, OptionSpec, OptionSpecs } from "./option.ts";
export { parseAddressList } from "./parse-address-list.ts";
export { type BlockOrDate, parseBlockOrDate } from "./parse-block-or-date.ts";
export { parseByteSize } from "./parse-byte-size.ts";
export { parseChoice } from "./parse-choice.ts";
export { type IntegerBounds, parseInteger } from "./parse-integer.ts";
export { parsePath } from "./parse-path.ts";
export { parseUidList } from "./parse-uid-list.ts";
export { runMain } from "./run-main.ts";
