import { runMain } from "@flock-tools/cli/start";
import { DOWNLOAD } from "./command.ts";

await runMain(process, DOWNLOAD);
