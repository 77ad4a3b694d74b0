import { isSafeViewPath, selectSafeViewPaths } from "@flock-tools/store";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHubMiner } from "../../testing/create-hub-miner.ts";
import { planHubLayout } from "./hub-layout.ts";
import { toFolderName } from "./hub-layout-text.ts";

describe("planHubLayout", () => {
  it("has a file a miner, in a folder a competition, by uid", () => {
    const files = planHubLayout({
      miners: [
        createHubMiner({ uid: 1000, competitionId: "7" }),
        createHubMiner({ uid: 5, competitionId: "7" }),
        createHubMiner({ uid: 12, competitionId: "Seven" }),
        createHubMiner({ uid: 3, rows: 0 }),
      ],
    });
    expect(files.map(({ path, config, miner }) => [path, config, miner.uid])).toEqual([
      ["data/7/uid-005-0123abcd.parquet", "7", 5],
      ["data/_53even/uid-012-0123abcd.parquet", "_53even", 12],
      ["data/7/uid-1000-0123abcd.parquet", "7", 1000],
    ]);
  });

  it("has nothing where there are no rows", () => {
    expect(planHubLayout({ miners: [createHubMiner({ uid: 3, rows: 0 })] })).toEqual([]);
  });
});

describe("toFolderName", () => {
  it.each([
    ["1", "1"],
    ["chat-2026.v2", "chat-2026.v2"],
    ["A", "_41"],
    ["_41", "_5f41"],
    ["a b", "a_20b"],
    ["..", "_2e_2e"],
    [".", "_2e"],
    [".git", "_2egit"],
    ["-rf", "_2drf"],
    ["a.", "a_2e"],
    ["con", "_63on"],
    ["nul.txt", "_6eul.txt"],
    ["com1", "_63om1"],
    ["git~1", "git_7e1"],
    ["../../x", "_2e._2f.._2fx"],
    ["a/b\\c", "a_2fb_5cc"],
    ["*[!]{}?", "_2a_5b_21_5d_7b_7d_3f"],
    ["null", "null"],
    ["ä\n\u202e", "_c3_a4_0a_e2_80_ae"],
    ["x".repeat(255), "x".repeat(255)],
  ])("makes of %j %j", (name, folder) => {
    expect(toFolderName(name)).toBe(folder);
  });

  it.each(["", "X".repeat(86)])("refuses %j", (name) => {
    expect(() => toFolderName(name)).toThrow(RangeError);
  });

  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12, unit: "binary-ascii" }),
    fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
    fc
      .array(fc.constantFrom("a", "A", "_", ".", "-", "4", "1", "/", "con"), {
        minLength: 1,
        maxLength: 8,
      })
      .map((parts) => parts.join("")),
  );

  it("is safe on every system, and different for different names", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 30 }), (names) => {
        const folders = names.map(toFolderName);
        for (const folder of folders) {
          expect(folder).toMatch(/^[a-z0-9_][a-z0-9._-]*$/);
          expect(isSafeViewPath(folder)).toBe(true);
          expect(isSafeViewPath(`data/${folder}/uid-005-0123abcd.parquet`)).toBe(true);
        }
        // File systems that fold case see as many of them.
        expect(selectSafeViewPaths(folders).safe).toHaveLength(names.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
