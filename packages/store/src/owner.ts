import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** One process, told apart from every other one, a later one with the same pid included. */
export interface Owner {
  readonly pid: number;
  /** When the process started, as lower-case hex; "0" where the system does not tell. */
  readonly start: string;
  /** The space in which the pid means something (machine and pid namespace), as 8 hex digits. */
  readonly host: string;
}

/** The process that this code runs in. */
export function currentOwner(): Owner {
  const namespace = readOr("", () => readlinkSync("/proc/self/ns/pid"));
  return {
    pid: process.pid,
    start: readStart(process.pid),
    host: shortHash(`${hostname()}\0${namespace}`),
  };
}

/**
 * Whether the process of `owner` may still be running. Only what is known to be dead counts as dead: a process of another
 * machine, or one that cannot be told from its successor, is taken for alive.
 */
export function isAlive(owner: Owner, self: Owner): boolean {
  if (owner.host !== self.host) return true;
  if (owner.pid === self.pid) return owner.start === self.start;
  if (!hasProcess(owner.pid)) return false;
  const start = readStart(owner.pid);
  return start === "0" || owner.start === "0" || start === owner.start;
}

const OWNER = /^(\d{1,10})-([0-9a-f]{1,16})-([0-9a-f]{8})$/;

/** `pid-start-host`, safe in a file's name. */
export function formatOwner({ pid, start, host }: Owner): string {
  return `${pid}-${start}-${host}`;
}

/** What `formatOwner` made, or undefined. */
export function parseOwner(text: string): Owner | undefined {
  const [, pid, start, host] = OWNER.exec(text) ?? [];
  if (pid === undefined || start === undefined || host === undefined) return undefined;
  return { pid: Number(pid), start, host };
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function readStart(pid: number): string {
  // Windows tells a process's start only through slow tools: there a reused pid counts as alive.
  if (process.platform === "win32") return "0";
  const read = process.platform === "linux" ? linuxStart : psStart;
  return readOr("0", () => shortHash(read(pid)));
}

// Ticks since boot are counted from 0 again after the next boot, and then mean another process.
function bootId(): string {
  return readOr("", () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
}

// proc(5): field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and parentheses, so count from the last one.
function linuxStart(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  if (ticks === undefined) throw new Error(`no start time in /proc/${pid}/stat`);
  return `${bootId()}\0${ticks}`;
}

function psStart(pid: number): string {
  const env = { PATH: "/bin:/usr/bin", LC_ALL: "C", TZ: "UTC" };
  return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env }).trim();
}

function readOr(fallback: string, read: () => string): string {
  try {
    return read();
  } catch {
    return fallback;
  }
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
