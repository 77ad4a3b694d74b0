export { type CanonicalRows, canonicalRows, type CanonicalRowsOptions } from "./canonical-rows.ts";
export type { RowCaps } from "./caps.ts";
export type { Conversation } from "./conversation/conversation.ts";
export { countCharacters } from "./count-characters.ts";
export { countRows } from "./count-rows.ts";
export { countSimilar, type CountSimilarOptions, type SimilarCount } from "./count-similar.ts";
export {
  type IndexedRow,
  indexRows,
  type IndexRowsOptions,
  indexRowStream,
  ROW_INDEX_VERSION,
} from "./index-rows.ts";
export {
  type ConversationReader,
  type ConversationReaderOptions,
  createConversationReader,
} from "./create-conversation-reader.ts";
export { createTextReader, type TextReader } from "./create-text-reader.ts";
export { type FileVerdict, judgeRows } from "./judge-rows.ts";
export { readFileChunks } from "./read-file-chunks.ts";
export {
  type LongRow,
  readRows,
  type ReadRowsOptions,
  type Row,
  type UndecidableRow,
  type ValidRow,
  type VoidRow,
} from "./read-rows.ts";
export { readTexts, type ReadTextsOptions, readTextStream } from "./read-texts.ts";
export { RowCounter } from "./row-counter.ts";
export {
  describeRowError,
  type PythonException,
  type RowError,
  type RowErrorKind,
  type RowVerdict,
} from "./row-error.ts";
export type { RowPosition } from "./row-scanner.ts";
export { type ForeignFormat, sniffFormat } from "./sniff-format.ts";
export type { RowTexts, RowTextsSummary, TextOutcome, TextScanOptions } from "./text/text-scan.ts";
export type { TextSelection } from "./text/text-selection.ts";
