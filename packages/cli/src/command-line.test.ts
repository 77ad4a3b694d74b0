import { expect, it } from "vitest";
import { formatCommandLine } from "./command-line.ts";

const npm = { npm_config_user_agent: "npm/10.8.2 node/v20.20.0 linux x64" };
const pnpm = { npm_config_user_agent: "pnpm/10.34.9 npm/? node/v20.20.0" };

it.each([
  [{}, [], "pnpm dl"],
  [pnpm, ["--netuid", "96"], "pnpm dl --netuid 96"],
  [npm, [], "npm run -s dl"],
  [npm, ["--json"], "npm run -s dl -- --json"],
  [
    {},
    ["--out", "my data", "it's", "--uids=0,5-7"],
    String.raw`pnpm dl --out 'my data' 'it'\''s' --uids=0,5-7`,
  ],
  [{}, [""], "pnpm dl ''"],
])("with %j and %j it is %s", (env, args, expected) => {
  expect(formatCommandLine({ name: "dl", args, env })).toBe(expected);
});
