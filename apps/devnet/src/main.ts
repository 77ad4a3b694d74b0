import { runMain } from "@flock-tools/cli/start";
import { DEVNET } from "./command.ts";

await runMain(process, DEVNET);
