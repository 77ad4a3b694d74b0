import { runMain } from "@flock-tools/cli/start";
import { createAnalyzeCommand } from "./command.ts";
import { createExportCommand } from "./export-command.ts";

// `pnpm export` is this app with a word in front.
const isExport = process.argv[2] === "export";
if (isExport) process.argv.splice(2, 1);
await runMain(process, isExport ? createExportCommand(process) : createAnalyzeCommand(process));
