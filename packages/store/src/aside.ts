import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatOwner, isAlive, type Owner, parseOwner } from "./owner.ts";
import type { Store } from "./store.ts";

const ASIDE = /(?:^|\/)\.flock-(\d+-[0-9a-f]+-[0-9a-f]{8})\.[0-9a-f]{16}\.aside$/;

/** A new path in `folder` for what is to be renamed when it is whole; it tells whose it is. */
export function createAsidePath({ internals }: Store, folder: string): string {
  const unique = randomBytes(8).toString("hex");
  return join(folder, `.flock-${formatOwner(internals.owner)}.${unique}.aside`);
}

/** Removes from `folder` (not from folders in it) what processes that are dead have left aside. */
export async function sweepAsides({ internals }: Store, folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = parseAside(name);
    if (owner === undefined || isAlive(owner, internals.owner)) continue;
    await rm(join(folder, name), { force: true });
  }
}

/** Whose a path is that `createAsidePath` made; undefined for any other. */
export function parseAside(path: string): Owner | undefined {
  const [, owner] = ASIDE.exec(path) ?? [];
  return owner === undefined ? undefined : parseOwner(owner);
}
