import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "ROW_INDEX_VERSION",
    "RowCounter",
    "canonicalRows",
    "countCharacters",
    "countRows",
    "countSimilar",
    "createConversationReader",
    "createTextReader",
    "describeRowError",
    "indexRowStream",
    "indexRows",
    "judgeRows",
    "readFileChunks",
    "readRows",
    "readTextStream",
    "readTexts",
    "sniffFormat",
  ]);
});
