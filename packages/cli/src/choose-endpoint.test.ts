import { expect, it } from "vitest";
import { chooseEndpoint } from "./choose-endpoint.ts";

const values = { network: "test", endpoint: "ws://here" };

it.each([
  [
    { network: "flag", endpoint: "env" },
    { network: "test", endpoint: undefined },
  ],
  [
    { network: "env", endpoint: "flag" },
    { network: undefined, endpoint: "ws://here" },
  ],
  [{ network: "flag", endpoint: "flag" }, values],
  [
    { network: "dotenv", endpoint: "env" },
    { network: undefined, endpoint: "ws://here" },
  ],
  [
    { network: "default", endpoint: "dotenv" },
    { network: undefined, endpoint: "ws://here" },
  ],
  [{ network: "default" }, { network: "test", endpoint: undefined }],
  [{}, { network: undefined, endpoint: undefined }],
] as const)("%j gives %j", (sources, expected) => {
  expect(chooseEndpoint({ values, sources })).toEqual(expected);
});
