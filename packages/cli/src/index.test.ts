import { expect, it } from "vitest";
import * as barrel from "./index.ts";
import * as start from "./start.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "EXIT_CODES",
    "InterruptError",
    "chooseEndpoint",
    "createLogger",
    "createPaint",
    "createProgress",
    "createTerminal",
    "describeError",
    "displayWidth",
    "escapeJson",
    "exitCodeOf",
    "fitWidth",
    "formatBytes",
    "formatCommandLine",
    "formatCount",
    "formatDuration",
    "formatEnvelope",
    "formatShare",
    "formatTable",
    "isTrue",
    "joinSafe",
    "padWidth",
    "parseAddressList",
    "parseBlockOrDate",
    "parseByteSize",
    "parseChoice",
    "parseCommandLine",
    "parseInteger",
    "parsePath",
    "parseUidList",
    "quoteArgument",
    "readDotEnv",
    "readHubCache",
    "readHubConfig",
    "readVariable",
    "runMain",
    "safe",
    "sanitise",
  ]);
});

it("starts with this alone", () => {
  expect(Object.keys(start).toSorted()).toEqual([
    "parseAddressList",
    "parseBlockOrDate",
    "parseByteSize",
    "parseChoice",
    "parseInteger",
    "parsePath",
    "parseUidList",
    "runMain",
  ]);
});
