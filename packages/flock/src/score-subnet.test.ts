import type { SubnetCommitments, SubnetSummary } from "@flock-tools/chain";
import type { CommitmentEntry } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import { scoreSubnet, type Verdict } from "./score-subnet.ts";

const VALID = "a/b:1:0123456789abcdef0123456789abcdef01234567";

function subnet(change: Partial<SubnetSummary> = {}): SubnetSummary {
  return {
    netuid: 7,
    name: undefined,
    symbol: "x",
    githubRepo: undefined,
    neuronCount: 256,
    registeredAt: 1,
    ...change,
  };
}

function entry(text: string): CommitmentEntry {
  const bytes = Buffer.from(text, "latin1");
  const fields = [{ type: "raw", bytes }] as const;
  return {
    status: "present",
    commitment: { hotkey: "", block: 1, fields, encoded: bytes, revealed: [] },
  };
}

function commitments(count: number, text: string): SubnetCommitments {
  const hotkeys = Array.from({ length: 256 }, (_, i) => `5F${i}`);
  const entries = hotkeys.map((hotkey, i): [string, CommitmentEntry] => [
    hotkey,
    i < count ? entry(text) : { status: "absent" },
  ]);
  return { netuid: 7, hotkeys, entries: new Map(entries) };
}

describe("scoreSubnet", () => {
  it.each([
    "https://github.com/FLock-io/FLock-subnet",
    "https://github.com/flock-io/flock-subnet/",
    "http://www.github.com/FLock-io/FLock-subnet.git",
    "github.com/FLock-io/FLock-subnet/tree/main",
    "FLock-io/FLock-subnet",
    "git@github.com:FLock-io/FLock-subnet.git",
    " https://github.com/FLock-io/FLock-subnet ",
  ])("takes %j for FLock's repository", (githubRepo) => {
    expect(scoreSubnet(subnet({ githubRepo }), undefined).matchesRepo).toBe(true);
  });

  it.each([
    "https://evil.example/FLock-io/FLock-subnet",
    "https://github.com/evil/FLock-io/FLock-subnet",
    "https://github.com/FLock-io-x/FLock-subnet",
    "https://github.com/FLock-io",
    "https://github.com.evil.example/FLock-io/FLock-subnet",
    "https://evil.example/?https://github.com/FLock-io/FLock-subnet",
    "FLock",
    "",
  ])("does not take %j for it", (githubRepo) => {
    expect(scoreSubnet(subnet({ githubRepo }), undefined).matchesRepo).toBe(false);
  });

  const repo = { githubRepo: "https://github.com/FLock-io/FLock-subnet" };
  const name = { name: "FLock OFF" };

  it.each<[string, Partial<SubnetSummary> & { count: number; text?: string }, [number, Verdict]]>([
    ["identity and all valid", { ...repo, ...name, count: 256 }, [100, "runner-up"]],
    ["identity and half valid", { ...repo, ...name, count: 128 }, [87.5, "runner-up"]],
    ["identity and 5 valid of 256", { ...repo, ...name, count: 5 }, [75.5, "runner-up"]],
    ["identity and 4 valid of 256", { ...repo, ...name, count: 4 }, [75.4, "no-quorum"]],
    ["identity and nothing", { ...repo, ...name, count: 0 }, [75, "no-quorum"]],
    ["name and 26 valid of 256", { ...name, count: 26 }, [27.5, "runner-up"]],
    ["name and 25 valid of 256", { ...name, count: 25 }, [27.4, "no-quorum"]],
    ["no identity and 26 valid", { count: 26 }, [2.5, "runner-up"]],
    ["no identity and 25 valid", { count: 25 }, [2.4, "no-quorum"]],
    ["no identity and all valid", { count: 256 }, [25, "runner-up"]],
    ["nothing", { count: 0 }, [0, "no-match"]],
    // What the first uid of other subnets holds, and what a count of colons takes for FLock's.
    ["axon URLs", { count: 256, text: "https://host:8080/x" }, [0, "no-match"]],
    ["addresses", { count: 256, text: "http://1.2.3.4:8091" }, [0, "no-match"]],
    ["models", { count: 256, text: "user/model:file.onnx:1:hash" }, [0, "no-match"]],
    ["other grammars", { count: 256, text: "ns:name:commit:hash:2" }, [0, "no-match"]],
    ["JSON", { count: 256, text: '{"a/b":1:main}' }, [0, "no-match"]],
    [
      "models under its name",
      { ...name, count: 256, text: "user/model:file.onnx:1:hash" },
      [25, "no-quorum"],
    ],
  ])("%s", (_name, { count, text = VALID, ...identity }, [score, verdict]) => {
    const scored = scoreSubnet(subnet(identity), commitments(count, text));
    expect(scored).toMatchObject({ score, verdict, quorum: verdict === "runner-up" });
    expect(scored.valid).toBe(text === VALID ? count : 0);
  });

  it("asks a small network for 10%, not for 5", () => {
    const three = { netuid: 7, hotkeys: ["a", "b", "c"], entries: new Map([["b", entry(VALID)]]) };
    expect(scoreSubnet(subnet({ ...repo, neuronCount: 3 }), three).quorum).toBe(true);
    expect(scoreSubnet(subnet({ ...name, neuronCount: 3 }), three).quorum).toBe(false);
  });

  it("counts registered hotkeys only, and nothing undecodable", () => {
    const encoded = new Uint8Array([1]);
    const found: SubnetCommitments = {
      netuid: 7,
      hotkeys: ["a", "b"],
      entries: new Map<string, CommitmentEntry>([
        ["a", entry(VALID)],
        ["b", { status: "undecodable", encoded, reason: "short" }],
        ["not registered", entry(VALID)],
      ]),
    };
    const scored = scoreSubnet(subnet({ neuronCount: 2 }), found);
    expect(scored).toMatchObject({ valid: 1, share: 0.5 });
  });

  it("says so when the commitments were not read", () => {
    expect(scoreSubnet(subnet({ ...repo, ...name }), undefined)).toMatchObject({
      score: 75,
      verdict: "not-checked",
      valid: undefined,
      share: undefined,
      quorum: false,
    });
  });
});
