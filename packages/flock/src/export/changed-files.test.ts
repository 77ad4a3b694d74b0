import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import type { Store } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { collectRows } from "../../testing/collect-rows.ts";
import { createRow, createRowStore, toFile } from "../../testing/create-row-store.ts";
import { openDevnet, sha256 } from "../../testing/open-devnet.ts";
import { syncSubnet } from "../sync-subnet.ts";
import { readExportRows } from "./read-export-rows.ts";

function integrity(code: string): unknown {
  return expect.objectContaining({ kind: "integrity", code });
}

/** Where a blob is on disk. */
function pathOf(store: Store, hash: string): string {
  return join(store.dataDir, "blobs", "sha256", hash.slice(0, 2), hash);
}

describe("a file that is not what it was", () => {
  it.each(["changed", "cut", "gone"])("is an error when it is %s", async (what) => {
    const file = toFile([createRow("a"), createRow("b")]);
    const store = await createRowStore([{ uid: 1, file }]);
    const { rows, schema } = await readExportRows(store);
    const path = pathOf(store, sha256(Buffer.from(file)));
    expect(readFileSync(path, "utf8")).toBe(file);
    if (what === "changed") writeFileSync(path, file.replace('"b"', '"c"'));
    else if (what === "cut") truncateSync(path, file.length - 10);
    else rmSync(path);
    const code = what === "gone" ? "STORE_BLOB_MISSING" : "ROW_CHANGED";
    await expect(collectRows({ rows, schema })).rejects.toEqual(integrity(code));
  });

  it("is an error before anything is read if a run had fetched it", async () => {
    const demo = createWorld("demo");
    const net = await openDevnet(demo);
    const report = await syncSubnet({ ...net });
    const fetched = report.miners.find((miner) => "sha256" in miner)!;
    const hash = "sha256" in fetched ? fetched.sha256 : "";
    rmSync(pathOf(net.store, hash));
    await expect(readExportRows(net.store)).rejects.toEqual(integrity("STORE_BLOB_MISSING"));
    writeFileSync(pathOf(net.store, hash), "x");
    await expect(readExportRows(net.store)).rejects.toEqual(integrity("FILE_CHANGED"));
  });
});
