import type { CommandContext } from "@flock-tools/cli";
import type { Store } from "@flock-tools/store";
import type { ExportOptions } from "../export-options.ts";
import type { StandardStreams } from "../standard-streams.ts";
import type { ProgressListeners } from "./export-progress.ts";

export type ExportContext = CommandContext<ExportOptions> & { readonly streams: StandardStreams };

export const FORMATS = ["parquet", "csv", "arrow", "jsonl"] as const;

export type ExportFormat = (typeof FORMATS)[number];

/** What is to be written. */
export interface ExportRequest {
  readonly format: ExportFormat;
  /** One file, a folder to push to the Hub, or a folder to train with. */
  readonly kind: "file" | "hub" | "mix";
}

/** Where it goes. */
export type ExportTarget =
  | { readonly kind: "stdout" }
  | { readonly kind: "path"; readonly path: string; readonly force: boolean };

/** One export, and what it is made of. */
export interface ExportJob {
  readonly context: ExportContext;
  readonly store: Store;
  readonly request: ExportRequest;
  readonly target: ExportTarget;
  readonly progress: ProgressListeners;
}
