import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findWrongs, listFiles } from "./testing/check-folder.ts";
import { count } from "./testing/count.ts";
import { runShell } from "./testing/run-shell.ts";
import { useScenes } from "./testing/scenes.ts";
import { DL_ARGS } from "./testing/steps.ts";
import { IS_WHOLE_SWEEP } from "./testing/sweep.ts";
import { useFolder } from "./testing/use-folder.ts";

const scenes = useScenes();

/** Mounts of its own, as root of a user namespace: not every system lets one have that. */
const ALONE: readonly string[] = ["unshare", "--map-root-user", "--mount"];
const [unshare = "", ...rest] = ALONE;
const CAN_MOUNT =
  spawnSync(unshare, [...rest, "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).status === 0;
const IS_ROOT = process.getuid?.() === 0;

const DL = `$DL ${DL_ARGS.join(" ")}`;
/** With what it says about data sets that were left out. */
const TALKING = DL.replace("--quiet", "");

describe("disk: ENOSPC on a small tmpfs", () => {
  // In kB: too small for the catalog, for the large file, for its copy, for the last ones.
  const sizes = IS_WHOLE_SWEEP ? [40, 150, 400, 800, 1200, 1600, 2000, 2400] : [400, 1600];

  it.skipIf(!CAN_MOUNT).each(sizes)("of %i kB", { timeout: 600_000 }, async (size) => {
    const cwd = useFolder();
    mkdirSync(join(cwd, "data"));
    const script = [
      `mount -t tmpfs -o size=${size}k tmpfs data || exit 99`,
      `${TALKING}; echo "code $?"`,
      "mount -o remount,size=64m data",
      `${DL} && $DL digest --data-dir data`,
    ].join("\n");
    const { devnet, digest } = scenes.first;
    const { code, stdout, stderr } = await runShell(script, { cwd, devnet, under: ALONE });
    count("disk faults", 1);
    expect(code).toBe(0);
    expect(stderr).toContain("free some space");
    expect(stdout + stderr).toMatch(/^next: /m);
    expect(stdout).toMatch(/^code 8$/m);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(digest);
  });
});

describe("disk: ENOSPC on a small tmpfs, of an export", () => {
  const formats = ["parquet", "csv", "arrow", "jsonl"];

  it.skipIf(!CAN_MOUNT).each(formats)("as %s", { timeout: 600_000 }, async (format) => {
    const cwd = useFolder();
    mkdirSync(join(cwd, "out"));
    const script = [
      `${DL} > /dev/null || exit 98`,
      "mount -t tmpfs -o size=4k tmpfs out || exit 99",
      `$EXPORT ${format} --data-dir data --out out/rows; echo "code $?"`,
      "ls -A out",
    ].join("\n");
    const { devnet } = scenes.first;
    const { code, stdout, stderr } = await runShell(script, { cwd, devnet, under: ALONE });
    count("disk faults", 1);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "code 8\n" });
    expect(stderr).toMatch(/^error: no space is left for .*\nnext: free some space/m);
  });
});

describe("disk: read-only folder", () => {
  const refused = { code: 8, stderr: expect.stringMatching(/^next: /m) as string };

  it.skipIf(!CAN_MOUNT)("by the mount", async () => {
    const { later } = scenes;
    const cwd = useFolder();
    later.prepare(cwd);
    const before = listFiles(join(cwd, "data"));
    const script = `mount --bind data data && mount -o remount,ro,bind data || exit 99\n${DL}`;
    const { code, stderr } = await runShell(script, { cwd, devnet: later.devnet, under: ALONE });
    count("disk faults", 1);
    expect({ code, stderr }).toEqual(refused);
    expect(listFiles(join(cwd, "data"))).toEqual(before);
    expect(findWrongs(join(cwd, "data"), later.right)).toEqual([]);
  });

  it.skipIf(IS_ROOT)("by its permissions", async () => {
    const { first } = scenes;
    const cwd = useFolder();
    mkdirSync(join(cwd, "data"));
    chmodSync(join(cwd, "data"), 0o555);
    const { code, stderr } = await runShell(DL, { cwd, devnet: first.devnet });
    expect({ code, stderr }).toEqual(refused);
    expect(listFiles(join(cwd, "data")).size).toBe(0);
  });
});
