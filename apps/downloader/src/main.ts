import { runMain } from "@flock-tools/cli";
import { DOWNLOAD } from "./command.ts";

await runMain(process, DOWNLOAD);
