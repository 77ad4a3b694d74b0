import { type OptionSpecs, parsePath } from "@flock-tools/cli/start";
import {
  INCLUDE_SYSTEM,
  NEAR_GROUP,
  NEAR_SEARCH_OPTIONS,
  type NearSearchOptions,
} from "./near-options.ts";

export interface NearFilesOptions extends NearSearchOptions {
  readonly textColumn: string | undefined;
  readonly includeSystem: boolean;
  readonly out: string | undefined;
}

export const NEAR_FILES_OPTIONS: OptionSpecs<NearFilesOptions> = {
  textColumn: {
    flags: "--text-column <path>",
    description: "the key or column that holds the text; one within others is written a.b",
    parse: parsePath,
    fallbackText: "the conversation: the content of its messages",
    group: NEAR_GROUP,
  },
  includeSystem: INCLUDE_SYSTEM,
  ...NEAR_SEARCH_OPTIONS,
  out: {
    flags: "--out <folder>",
    description: "write everything there, as CSV and JSON",
    parse: parsePath,
    group: "Output:",
  },
};
