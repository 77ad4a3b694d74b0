import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createFolder } from "../testing/helpers.ts";
import { createBlobFolders, createSharedCall } from "./blob-folders.ts";

it("makes a folder, and can try again when that failed", async () => {
  const parent = createFolder();
  const folders = createBlobFolders(parent);
  const path = join(parent, "ab");
  writeFileSync(path, "");
  await expect(folders.ensure(path)).rejects.toMatchObject({ code: "EEXIST" });
  rmSync(path);
  await folders.ensure(path);
  expect(existsSync(path)).toBe(true);
  await Promise.all([folders.ensure(path), folders.ensure(path)]);
});

it("shares a call among those who ask while another one goes on", async () => {
  const calls: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const shared = createSharedCall(
    () => new Promise((resolve, reject) => void calls.push({ resolve, reject })),
  );
  const first = shared();
  await Promise.resolve();
  expect(calls).toHaveLength(1);
  const [second, third] = [shared(), shared()];
  expect(second).toBe(third);
  expect(calls).toHaveLength(1);
  const error = new Error("no");
  calls[0]!.reject(error);
  await expect(first).rejects.toBe(error);
  expect(calls).toHaveLength(2);
  calls[1]!.resolve();
  await second;
  const fourth = shared();
  await Promise.resolve();
  expect(calls).toHaveLength(3);
  calls[2]!.resolve();
  await fourth;
});
