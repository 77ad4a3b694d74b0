import type { Check } from "./check.ts";
import { CLOCK } from "./checks/clock.ts";
import { DISK } from "./checks/disk.ts";
import { DUCKDB } from "./checks/duckdb.ts";
import { ENDPOINT } from "./checks/endpoint.ts";
import { GENESIS } from "./checks/genesis.ts";
import { HUB } from "./checks/hub.ts";
import { LIMITS } from "./checks/limits.ts";
import { NODE } from "./checks/node.ts";
import { PROXY } from "./checks/proxy.ts";
import { READ_PATH } from "./checks/read-path.ts";
import { RUNTIME } from "./checks/runtime.ts";
import { SQLITE } from "./checks/sqlite.ts";
import { STORE } from "./checks/store.ts";
import { TOKEN } from "./checks/token.ts";

/** All checks, in the order in which they are made: each stands behind those that it needs. */
export const CHECKS: readonly Check[] = [
  NODE,
  DISK,
  SQLITE,
  DUCKDB,
  PROXY,
  ENDPOINT,
  GENESIS,
  RUNTIME,
  READ_PATH,
  STORE,
  HUB,
  TOKEN,
  CLOCK,
  LIMITS,
];
