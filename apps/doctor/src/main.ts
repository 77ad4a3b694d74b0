import { runMain } from "@flock-tools/cli/start";
import { DOCTOR } from "./command.ts";

await runMain(process, DOCTOR);
