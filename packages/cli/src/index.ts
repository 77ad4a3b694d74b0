export {
  type ChooseEndpointOptions,
  type EndpointChoice,
  chooseEndpoint,
} from "./choose-endpoint.ts";
export { formatCommandLine, type FormatCommandLineOptions, quoteArgument } from "./command-line.ts";
export { displayWidth, fitWidth, padWidth } from "./display-width.ts";
export { type Env, isTrue, readDotEnv, readVariable } from "./env.ts";
export { InterruptError } from "./errors.ts";
export { escapeJson } from "./escape-json.ts";
export { describeError } from "./describe-error.ts";
export { EXIT_CODES, exitCodeOf } from "./exit-codes.ts";
export {
  type HubConfig,
  type ProxyConfig,
  readHubConfig,
  type ReadHubConfigOptions,
} from "./hub-config.ts";
export { type HubCacheConfig, readHubCache, type ReadHubCacheOptions } from "./hub-cache.ts";
export { type CreateLoggerOptions, createLogger } from "./logger.ts";
export { type Envelope, type EnvelopeError, formatEnvelope, type Output } from "./output.ts";
export { createPaint, type Paint } from "./paint.ts";
export {
  type ParseCommandLineOptions,
  type ParsedCommandLine,
  parseCommandLine,
} from "./parse-command-line.ts";
export {
  type CreateProgressOptions,
  type Progress,
  type ProgressTotals,
  createProgress,
} from "./progress.ts";
export { joinSafe, type Printable, safe, type SafeText, type SafeValue } from "./safe-text.ts";
export { sanitise, type SanitiseOptions } from "./sanitise.ts";
export { formatTable, type TableCell, type TableColumn, type TableOptions } from "./table.ts";
export {
  type CreateTerminalOptions,
  createTerminal,
  type OutputStream,
  type Terminal,
} from "./terminal.ts";
export { formatBytes, formatCount, formatDuration, formatShare } from "./units.ts";
export * from "./start.ts";
