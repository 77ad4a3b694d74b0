import { runMain } from "@flock-tools/cli/start";
import { FIND_NETUID } from "./command.ts";

await runMain(process, FIND_NETUID);
