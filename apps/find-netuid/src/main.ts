import { runMain } from "@flock-tools/cli";
import { FIND_NETUID } from "./command.ts";

await runMain(process, FIND_NETUID);
