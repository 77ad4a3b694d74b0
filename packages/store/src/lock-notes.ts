import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "@flock-tools/core";
import { formatOwner, isAlive, type Owner, parseOwner } from "./owner.ts";

/** What a holder of the lock says of itself, for people: whether it holds it, the system knows. */
export interface LockNote {
  /** What it does with the folder, e.g. `pnpm dl`. */
  readonly purpose: string;
  /** Whether it has the folder to itself. */
  readonly alone: boolean;
  /** Since when, by its clock: ms since the Unix epoch. */
  readonly since: number;
}

interface FoundNote extends LockNote {
  readonly owner: Owner;
  /** Absolute. */
  readonly path: string;
}

/** A new path for a note of this process. */
export function createNotePath(folder: string, owner: Owner): string {
  return join(folder, `${formatOwner(owner)}.${randomBytes(8).toString("hex")}.json`);
}

/** Writes a note, if it can: on a full disk the lock holds without, and what frees the disk has to run there. */
export function writeNote(path: string, note: LockNote): void {
  try {
    writeFileSync(path, JSON.stringify(note));
  } catch {}
}

/** Removes a note, if it can. */
export function removeNote(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

const NAME = /^(\d+-[0-9a-f]+-[0-9a-f]{8})\.[0-9a-f]{16}\.json$/;

/** All notes, those of dead processes too, oldest first; those that cannot be read are of nobody. */
function listNotes(folder: string): FoundNote[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const owner = parseOwner(NAME.exec(name)?.[1] ?? "");
      const path = join(folder, name);
      const note = owner && readNote(path);
      return owner === undefined || note === undefined ? [] : [{ ...note, owner, path }];
    })
    .toSorted((a, b) => a.since - b.since);
}

/** Removes what processes have left that are known to be dead. */
export function sweepNotes(folder: string, self: Owner): void {
  for (const name of readdirSync(folder)) {
    const owner = parseOwner(NAME.exec(name)?.[1] ?? "");
    if (owner !== undefined && !isAlive(owner, self)) rmSync(join(folder, name), { force: true });
  }
}

/** Removes what others have left, if it can, for who has the folder alone: nobody who wrote one holds anything now. */
export function clearNotes(folder: string, own: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (NAME.test(name) && path !== own) removeNote(path);
    }
  } catch {}
}

export interface DescribeHoldersOptions {
  readonly folder: string;
  readonly self: Owner;
  /** The asker's own note, which says nothing. */
  readonly own: string;
  readonly clock: Clock;
}

/**
 * Who holds the lock, as far as the notes tell: the one that has the folder to itself, else the one that has it for
 * longest. A process is named only if it may be alive.
 */
export function describeHolders({ folder, self, own, clock }: DescribeHoldersOptions): string {
  const found = listNotes(folder).filter(({ path, owner }) => path !== own && isAlive(owner, self));
  const first = found.find(({ alone }) => alone) ?? found[0];
  if (first === undefined) return "another process";
  const { owner, purpose, since } = first;
  const where = owner.host === self.host ? "" : " of another machine or container";
  const others = found.length - 1;
  const more = first.alone || others === 0 ? "" : ` and ${others} more`;
  return `process ${owner.pid}${where} (${purpose}${formatAge(clock() - since)})${more}`;
}

// A clock that was set back in between says nothing.
function formatAge(ms: number): string {
  if (ms < 0) return "";
  const seconds = Math.floor(ms / 1000);
  if (seconds < 120) return `, for ${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `, for ${minutes} min` : `, for ${Math.floor(minutes / 60)} h`;
}

function readNote(path: string): LockNote | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof read !== "object" || read === null) return undefined;
    const { purpose, alone, since } = read as Partial<Record<keyof LockNote, unknown>>;
    if (typeof purpose !== "string" || typeof since !== "number") return undefined;
    return { purpose: purpose.slice(0, 100), alone: alone === true, since };
  } catch {
    // It is gone, or being written.
    return undefined;
  }
}
