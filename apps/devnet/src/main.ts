import { runMain } from "@flock-tools/cli";
import { DEVNET } from "./command.ts";

await runMain(process, DEVNET);
