import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { commitFile, digestStore, markSnapshotComplete, openPartial } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { COMMIT, createRepo, createSmallWorld } from "../testing/create-small-world.ts";
import { hashTree, openDevnet, sha256 } from "../testing/open-devnet.ts";
import { syncSubnet } from "./sync-subnet.ts";

const pinned = `a/b:1:${COMMIT}`;

function hashTexts(texts: Readonly<Record<string, string>>): Record<string, string> {
  const hashed = Object.entries(texts).map(([path, text]): [string, string] => [
    join(...path.split("/")),
    sha256(Buffer.from(text)),
  ]);
  return Object.fromEntries(hashed);
}

describe("a sync of whole snapshots", () => {
  it("brings every file, and asks for nothing the second time", async () => {
    const files = { "data.jsonl": "{}\n{}\n", "README.md": "a\nb\nc\n", "x/y/z.jsonl": "{}" };
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b", files)]));
    const report = await syncSubnet({ ...net, files: "all" });
    expect(report.miners[0]).toMatchObject({
      status: "downloaded",
      files: 3,
      rows: 2,
      bytes: 14,
      sha256: sha256(Buffer.from(files["data.jsonl"])),
    });
    expect(report.miners[0]).not.toHaveProperty("leftOut");
    expect(await hashTree(join(report.viewRoot, "miner_0"))).toEqual(hashTexts(files));

    net.devnet.hub.counts.reset();
    const again = await syncSubnet({ ...net, files: "all" });
    expect(again.miners[0]).toMatchObject({
      status: "already-there",
      files: 3,
      rows: 2,
      bytes: 14,
    });
    expect(net.devnet.hub.counts.total).toBe(0);
  });

  it("adds what data.jsonl alone had left, and takes it out of the view again", async () => {
    const files = { "data.jsonl": "{}\n", "README.md": "a\n" };
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b", files)]));
    await syncSubnet(net);
    net.devnet.hub.counts.reset();
    const { viewRoot } = await syncSubnet({ ...net, files: "all" });
    expect(net.devnet.hub.counts.byKind).toEqual({ tree: 1, resolve: 1, content: 1 });
    expect(await hashTree(join(viewRoot, "miner_0"))).toEqual(hashTexts(files));
    await syncSubnet(net);
    expect(await hashTree(join(viewRoot, "miner_0"))).toEqual(
      hashTexts({ "data.jsonl": files["data.jsonl"] }),
    );
  });

  it("leaves out what could not stand under its own name", async () => {
    const { repos } = createWorld("demo").hub;
    const hostile = repos.find(({ id }) => id === "hostile/names")!;
    const commit = hostile.refs["main"]!;
    const net = await openDevnet(createSmallWorld([`hostile/names:1:${commit}`], [hostile]));
    const report = await syncSubnet({ ...net, files: "all" });

    const taken = ["data.jsonl", "100%41.txt", "a#b.txt", "cafe\u0301.txt", "read me.txt"];
    const [miner] = report.miners;
    const leftOut =
      miner && "leftOut" in miner ? (miner.leftOut ?? []).map(({ path }) => path) : [];
    expect(leftOut.toSorted()).toEqual(
      [
        "../outside.txt",
        "..\\outside.txt",
        "C:\\outside.txt",
        "CON",
        "DATA.jsonl",
        "caf\u00e9.txt",
        "folder/../../outside.txt",
        "what?.md",
        "\u001b[31mred.txt",
        "\u202etxt.exe",
      ].toSorted(),
    );
    const seen = Object.keys(await hashTree(report.viewRoot)).map((path) => path.split(/[\\/]/)[1]);
    expect(seen).toEqual(expect.arrayContaining(taken));
    expect(Object.keys(await hashTree(report.viewRoot))).toHaveLength(
      hostile.commits[commit]!.length - leftOut.length,
    );
    const again = await syncSubnet({ ...net, files: "all" });
    expect(again.miners[0]).toMatchObject({ status: "already-there" });
  });

  it("takes the files beside a submodule", async () => {
    const repo = createRepo("a/b", { "data.jsonl": "{}\n", ".gitmodules": "x" });
    const submodule = { path: "vendor", submodule: true, content: () => new Uint8Array(0) };
    const commits = { [COMMIT]: [...repo.commits[COMMIT]!, submodule] };
    const net = await openDevnet(createSmallWorld([pinned], [{ ...repo, commits }]));
    const report = await syncSubnet({ ...net, files: "all" });
    expect(report.miners[0]).toMatchObject({ status: "downloaded", files: 2 });
    expect(report.miners[0]).not.toHaveProperty("leftOut");
  });

  it("takes a thousand files of one miner, and names a hundred of those left out", async () => {
    const names = Array.from(
      { length: 1_150 },
      (_, index) => `${String(index).padStart(4, "0")}.txt`,
    );
    const files = { ...Object.fromEntries(names.map((name) => [name, ""])), "data.jsonl": "{}\n" };
    const long = `${"x".repeat(10_000)}.txt`;
    const net = await openDevnet(
      createSmallWorld([pinned], [createRepo("a/b", { ...files, [long]: "" })]),
    );
    const report = await syncSubnet({ ...net, files: "all" });
    expect(report.miners[0]).toMatchObject({
      status: "downloaded",
      files: 1_000,
      leftOutCounts: { "too-many": 151, "unsafe-path": 1 },
    });
    const [miner] = report.miners;
    const leftOut = (miner && "leftOut" in miner && miner.leftOut) || [];
    expect([leftOut.length, leftOut[0]?.path, leftOut.at(-1)?.path]).toEqual([
      100,
      "0999.txt",
      "1098.txt",
    ]);
    const again = await syncSubnet({ ...net, files: "all" });
    expect(again.miners[0]).toMatchObject({ status: "already-there", files: 1_000 });
  });

  it("does not stumble over a name that was taken before and is not any more", async () => {
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b")]));
    await syncSubnet(net);
    const key = { repoId: "a/b", commit: COMMIT, path: "CON" };
    const partial = openPartial(net.store, key);
    await writeFile(partial.path, "x");
    await commitFile(net.store, { ...key, partial, sha256: sha256(Buffer.from("x")), size: 1 });
    markSnapshotComplete(net.store, key);
    const report = await syncSubnet({ ...net, files: "all" });
    expect(report.miners[0]).toMatchObject({ status: "already-there", files: 1 });
    expect(Object.keys(await hashTree(report.viewRoot))).toEqual([join("miner_0", "data.jsonl")]);
  });

  it("asks again as long as a larger cap could bring more", async () => {
    const files = { "data.jsonl": "{}\n", "model.bin": "0123456789" };
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b", files)]));
    const report = await syncSubnet({ ...net, files: "all", maxBytes: 9 });
    expect(report.miners[0]).toMatchObject({
      status: "downloaded",
      files: 1,
      leftOut: [{ path: "model.bin", reason: "too-large" }],
    });
    const same = await syncSubnet({ ...net, files: "all", maxBytes: 9 });
    expect(same.miners[0]).toMatchObject({ status: "already-there", files: 1 });
    expect(same.totals).toMatchObject({ alreadyThere: 1, downloadedBytes: 0 });
    const more = await syncSubnet({ ...net, files: "all", maxBytes: 10 });
    expect(more.miners[0]).toMatchObject({ status: "downloaded", files: 2, bytes: 13 });
    expect(more.totals.downloadedBytes).toBe(10);
  });

  it("has reasons for a snapshot without a file to take", async () => {
    const texts = ["a/empty", "a/unsafe", "a/large"].map((repoId) => `${repoId}:1:${COMMIT}`);
    const net = await openDevnet(
      createSmallWorld(texts, [
        createRepo("a/empty", {}),
        createRepo("a/unsafe", { CON: "x" }),
        createRepo("a/large", { "data.jsonl": "0123456789" }),
      ]),
    );
    const report = await syncSubnet({ ...net, files: "all", maxBytes: 9 });
    expect(report.miners.map((miner) => "reason" in miner && miner.reason)).toEqual([
      "file-not-found",
      "unsafe-path",
      "too-large",
    ]);
    expect(report.miners[2]).toMatchObject({ status: "skipped" });
  });

  it("ends with the same store, whichever way it came there", async () => {
    const files = { "data.jsonl": "{}\n", "README.md": "a\n", "b.txt": "b" };
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b", files)]));
    await syncSubnet({ ...net, files: "all" });
    const other = { ...net, store: await net.createStore() };
    net.devnet.hub.use(({ path }) =>
      path.includes("b.txt") ? { type: "status", status: 500 } : undefined,
    );
    const hub = net.createClient({ retry: { attempts: 1 } });
    const failed = await syncSubnet({ ...other, hub, files: "all" });
    expect(failed.totals.failed).toEqual({ "server-error": 1 });
    net.devnet.hub.use(undefined);
    await syncSubnet({ ...other, files: "all" });
    expect(digestStore(other.store)).toBe(digestStore(net.store));
  });
});
