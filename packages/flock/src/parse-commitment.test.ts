import type { CommitmentField } from "@flock-tools/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type InvalidReason, type ParsedCommitment, parseCommitment } from "./parse-commitment.ts";

const HASH = "0123456789abcdef0123456789abcdef01234567";

function raw(text: string): CommitmentField {
  return { type: "raw", bytes: Buffer.from(text, "latin1") };
}

describe("parseCommitment", () => {
  it.each([
    [
      `a/b:1:${HASH}`,
      { repoId: "a/b", competitionId: "1", revision: HASH, revisionKind: "commit" },
    ],
    ["a/b:flock-off-s1:0123456", { competitionId: "flock-off-s1", revisionKind: "prefix" }],
    [`a/b:1:${HASH.slice(0, 39)}`, { revision: HASH.slice(0, 39), revisionKind: "prefix" }],
    ["a/b:1:main", { revision: "main", revisionKind: "branch" }],
    ["a/b:1:None", { revision: "main", revisionKind: "branch" }],
    ["a/b:x y:main", { competitionId: "x y" }],
    // The validator takes the first three parts and never looks at the rest.
    [`a/b:1:${HASH}:2`, { repoId: "a/b", revision: HASH }],
    ["a/b:1:main:", { revision: "main" }],
    ["user.name/data_set-1:1:main", { repoId: "user.name/data_set-1" }],
  ])("accepts %j", (text, expected) => {
    const parsed = parseCommitment([raw(text)]);
    expect(parsed).toMatchObject({ status: "valid", text, ...expected });
  });

  it.each<[string, InvalidReason]>([
    ["", "empty"],
    ['{"peer_id":"12D3KooW"}', "json"],
    ["{a/b:1:main", "json"],
    ["a/b", "not-three-parts"],
    ["a/b:1", "not-three-parts"],
    ["http://1.2.3.4:8091", "bad-repo-id"],
    ["https://host:8080/x", "bad-repo-id"],
    ["ns:name:commit:hash:2", "bad-repo-id"],
    [`ns:name:${HASH}:hash:2`, "bad-repo-id"],
    ["user/model:file.onnx:1:hash", "bad-revision"],
    [" a/b:1:main", "bad-repo-id"],
    ["a/b/c:1:main", "bad-repo-id"],
    ["../api:1:main", "bad-repo-id"],
    ["../api/x?y=:1:main", "bad-repo-id"],
    ["a/b#c:1:main", "bad-repo-id"],
    ["a/é:1:main", "bad-repo-id"],
    ["a/b::main", "bad-competition-id"],
    ["a/b: :main", "bad-competition-id"],
    ["a/b:1234567890123:main", "bad-competition-id"],
    ["a/b:\u001b[31m:main", "bad-competition-id"],
    ["a/b:\u0085:main", "bad-competition-id"],
    ["a/b:1\n:main", "bad-competition-id"],
    ["a/b:1:", "bad-revision"],
    ["a/b:1:012345", "bad-revision"],
    [`a/b:1:${HASH}0`, "bad-revision"],
    [`a/b:1:${HASH.toUpperCase()}`, "bad-revision"],
    [`a/b:1:${HASH}\n`, "bad-revision"],
    ["a/b:1:none", "bad-revision"],
    ["a/b:1:Main", "bad-revision"],
    ["a/b:1:v1.0", "bad-revision"],
    ["a/b:1:refs/pr/1", "bad-revision"],
    ["a/b:1:../../x", "bad-revision"],
  ])("refuses %j: %s", (text, reason) => {
    const parsed = parseCommitment([raw(text)]);
    expect(parsed).toEqual(
      text === "" ? { status: "invalid", reason } : { status: "invalid", reason, text },
    );
  });

  it.each([
    ["no field", [], { reason: "empty" }],
    ["None", [{ type: "none" }], { reason: "empty" }],
    [
      "BigRaw, even of valid text",
      [{ type: "big-raw", bytes: Buffer.from("a/b:1:main") }],
      { reason: "big-raw", text: "a/b:1:main" },
    ],
    [
      "a hash",
      [{ type: "hash", algorithm: "sha256", bytes: new Uint8Array(32) }],
      { reason: "hash-only" },
    ],
    [
      "a sealed one",
      [{ type: "timelocked", bytes: Buffer.from("a/b:1:main"), revealRound: 1n }],
      { reason: "timelocked" },
    ],
    ["a flag", [{ type: "reset-bonds" }], { reason: "reset-bonds" }],
    [
      "a flag before the text",
      [{ type: "reset-bonds" }, raw("a/b:1:main")],
      { reason: "reset-bonds" },
    ],
  ] satisfies [string, CommitmentField[], Partial<ParsedCommitment>][])(
    "refuses %s",
    (_name, fields, expected) => {
      expect(parseCommitment(fields)).toEqual({ status: "invalid", ...expected });
    },
  );

  it("looks at the first field alone", () => {
    const fields = [raw("a/b:1:main"), { type: "reset-bonds" }, raw("c/d:1:main")] as const;
    expect(parseCommitment(fields)).toMatchObject({ status: "valid", repoId: "a/b" });
  });

  it("holds at most 256 characters of what it refuses", () => {
    const parsed = parseCommitment([{ type: "big-raw", bytes: Buffer.alloc(512, 0x61) }]);
    expect(parsed).toEqual({ status: "invalid", reason: "big-raw", text: "a".repeat(256) });
  });

  it("never throws, and what it accepts is made of the text's own parts", () => {
    const part = fc.oneof(fc.constantFrom("a/b", "1", "main", "None", HASH, "{", ""), fc.string());
    const text = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(":"));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (source) => {
        const parsed = parseCommitment([raw(source)]);
        if (parsed.status === "invalid") return;
        const [repoId, competitionId, written] = parsed.text.split(":");
        expect(parsed).toMatchObject({ repoId, competitionId });
        expect(parsed.revision).toBe(written === "None" ? "main" : written);
      }),
      { numRuns: 2_000 },
    );
  });
});
