// Loaded before an app: writes what the process took when it ends.
import { writeFileSync } from "node:fs";

const file = process.env.FLOCK_USAGE_FILE;
process.once("exit", () => {
  // In kB (getrusage(2), ru_maxrss).
  writeFileSync(file, JSON.stringify({ maxResidentBytes: process.resourceUsage().maxRSS * 1024 }));
});
