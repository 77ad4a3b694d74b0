import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { currentOwner, formatOwner, isAlive, parseOwner } from "./owner.ts";

const self = currentOwner();

it("survives being a file's name", () => {
  expect(parseOwner(formatOwner(self))).toEqual(self);
  expect(self.pid).toBe(process.pid);
  for (const text of ["", "1-2", "1-2-3", "x-00-00000000", "1-0-0000000g", "1-0-00000000-"]) {
    expect(parseOwner(text)).toBeUndefined();
  }
});

it("takes itself for alive, and a former process with its pid for dead", () => {
  expect(isAlive(self, self)).toBe(true);
  expect(isAlive({ ...self, start: "deadbeef" }, self)).toBe(false);
});

it("takes what it cannot see for alive", () => {
  expect(isAlive({ ...self, pid: 1, host: "ffffffff" }, self)).toBe(true);
});

it("tells a running process from one that has ended or has its pid again", async () => {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  const pid = child.pid!;
  expect(isAlive({ ...self, pid, start: "0" }, self)).toBe(true);
  // On Windows nothing tells when a process started.
  expect(isAlive({ ...self, pid }, self)).toBe(self.start === "0");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isAlive({ ...self, pid, start: "0" }, self)).toBe(false);
});
