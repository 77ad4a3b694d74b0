import { UsageError } from "@flock-tools/core";
import { EXPORT_OPTIONS, type ExportOptions } from "../export-options.ts";
import { shortenText } from "../shorten-text.ts";
import {
  type ExportContext,
  type ExportFormat,
  type ExportRequest,
  FORMATS,
} from "./export-context.ts";

type Given = Pick<ExportContext, "options" | "sources" | "words" | "commandLine" | "streams">;

/**
 * The format that was named, once all options are known to go with it and with each other.
 *
 * @throws UsageError that says why they do not
 */
export function checkExportOptions(given: Given): ExportRequest {
  const format = readFormat(given);
  const { mix, layout } = given.options;
  const request: ExportRequest = { format, kind: mix ? "mix" : layout === "hub" ? "hub" : "file" };
  for (const { option, refuses, why, next } of RULES) {
    if (!isGiven(given, option) || !refuses(request, given)) continue;
    const [flag] = /--[\w-]+/.exec(EXPORT_OPTIONS[option].flags) ?? [option];
    throw new UsageError(`${flag} ${why}`, {
      code: "EXPORT_OPTIONS",
      next: next ?? `leave ${flag} out`,
    });
  }
  return request;
}

function readFormat({ words: [word], commandLine }: Given): ExportFormat {
  const format = FORMATS.find((name) => name === word);
  if (format !== undefined) return format;
  const got = word === undefined ? "nothing" : shortenText(word, 40);
  throw new UsageError(`say in which format, ${FORMATS.join(", ")}: got ${got}`, {
    next: commandLine("export", word === undefined ? ["parquet"] : ["--help"]),
  });
}

/** What a person wrote, a default not among it. */
function isGiven({ sources }: Given, option: keyof ExportOptions): boolean {
  return sources[option] !== undefined && sources[option] !== "default";
}

interface Rule {
  readonly option: keyof ExportOptions;
  readonly refuses: (request: ExportRequest, given: Given) => boolean;
  /** What follows the option's name. */
  readonly why: string;
  readonly next?: string;
}

const isMix = ({ kind }: ExportRequest): boolean => kind === "mix";
const isNoMix = ({ kind }: ExportRequest): boolean => kind !== "mix";
const isFolder = ({ kind }: ExportRequest): boolean => kind !== "file";
const ADD_MIX = "write jsonl --mix, or leave it out";

const RULES: readonly Rule[] = [
  {
    option: "writer",
    refuses: ({ format }) => format !== "parquet",
    why: "chooses who writes Parquet",
  },
  {
    option: "excel",
    refuses: ({ format }) => format !== "csv",
    why: "is about CSV: Excel opens no other format of these",
  },
  {
    option: "stream",
    refuses: ({ format }) => format !== "arrow",
    why: "is about Arrow, which has a format for files and one for streams",
  },
  {
    option: "mix",
    refuses: ({ format }) => format !== "jsonl",
    why: "needs jsonl: a mix has the rows as they were published, which are lines of JSON",
    next: "write jsonl --mix",
  },
  {
    option: "layout",
    refuses: ({ format, kind }) => kind === "hub" && format !== "parquet",
    why: "hub needs parquet: Hugging Face shows, streams and de-duplicates that",
    next: "write parquet --layout hub",
  },
  {
    option: "layout",
    refuses: (request) => isMix(request),
    why: "does not go with --mix, which has a layout of its own",
  },
  {
    option: "shape",
    refuses: (request, { options }) => isMix(request) && options.shape === "turns",
    why: "turns does not go with --mix: a mix has the rows as they were published",
  },
  {
    option: "withDupes",
    refuses: isMix,
    why: "does not go with --mix: a mix has the rows as they were published, and its lineage file the clusters",
  },
  { option: "dedupe", refuses: isNoMix, why: "is about a mix, which needs --mix", next: ADD_MIX },
  { option: "quota", refuses: isNoMix, why: "is about a mix, which needs --mix", next: ADD_MIX },
  {
    option: "validation",
    refuses: isNoMix,
    why: "is about a mix, which needs --mix",
    next: ADD_MIX,
  },
  {
    option: "threshold",
    refuses: isNoMix,
    why: "is about a mix, which needs --mix; the columns of duplicates take a share of their own",
    next: "write --with-dupes 0.7, or jsonl --mix",
  },
  {
    option: "seed",
    refuses: (request, { options }) => isNoMix(request) && options.sample === undefined,
    why: "chooses what --sample or --mix draw, and neither is given",
    next: "add --sample 100, or leave it out",
  },
  {
    option: "maxChars",
    refuses: (_, { options: { minChars = 0, maxChars = Infinity } }) => minChars > maxChars,
    why: "must not be less than --min-chars: no row is so long and so short",
    next: "exchange the two",
  },
  {
    option: "out",
    refuses: (request, { options }) => options.out === "-" && isFolder(request),
    why: "- does not go with --layout hub and --mix: a folder cannot go to stdout",
    next: "give the name of a folder",
  },
  {
    option: "out",
    refuses: (_, { options }) => options.out === "-" && options.json && !options.dryRun,
    why: "- does not go with --json: both are printed on stdout",
    next: "give the name of a file, or leave --json out",
  },
  {
    option: "out",
    refuses: (_, { options, streams }) =>
      options.out === "-" && !options.dryRun && streams.stdout.isTTY,
    why: "- must not be a terminal, which would obey what miners wrote",
    next: "send it to a file or another program: --out - | head -c 1000 | xxd",
  },
];
