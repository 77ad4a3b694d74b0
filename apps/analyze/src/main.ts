import { runMain } from "@flock-tools/cli/start";
import { ANALYZE } from "./command.ts";

await runMain(process, ANALYZE);
