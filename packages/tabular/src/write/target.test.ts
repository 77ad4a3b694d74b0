import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { useTestFolder } from "../../testing/use-test-folder.ts";
import { openTarget } from "./target.ts";

const folder = useTestFolder();

function makePlace(): string {
  const path = folder.next("folder");
  mkdirSync(path);
  return path;
}

function describeText(text: string): { bytes: number; sha256: string } {
  const bytes = Buffer.from(text);
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

const isRoot = process.getuid?.() === 0;

describe("a path", () => {
  it("is there when all of it is written, and not before", async () => {
    const place = makePlace();
    const path = join(place, "a.txt");
    const file = await openTarget({ path });
    await file.write("one é ");
    await file.write(Buffer.from("two"));
    expect(readdirSync(place)).toEqual([expect.stringMatching(/^\.a\.txt\.[0-9a-f]{12}\.part$/)]);
    expect(await file.commit()).toEqual(describeText("one é two"));
    await file.abort();
    expect(readdirSync(place)).toEqual(["a.txt"]);
    expect(readFileSync(path, "utf8")).toBe("one é two");
  });

  it("may be filled by another program", async () => {
    const path = join(makePlace(), "a.txt");
    const file = await openTarget({ path });
    writeFileSync(file.path as string, "filled");
    expect(await file.commit()).toEqual(describeText("filled"));
    expect(readFileSync(path, "utf8")).toBe("filled");
  });

  it("may be empty", async () => {
    const path = join(makePlace(), "a.txt");
    const file = await openTarget({ path });
    expect(await file.commit()).toEqual(describeText(""));
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("leaves nothing when it is given up, once or twice", async () => {
    const place = makePlace();
    const file = await openTarget({ path: join(place, "a.txt") });
    await file.write("one");
    await file.abort();
    await file.abort();
    expect(readdirSync(place)).toEqual([]);
  });

  it("has a part of a name that fits, however long its own", async () => {
    const place = makePlace();
    const path = join(place, "é".repeat(127));
    const file = await openTarget({ path });
    await file.write("x");
    await file.commit();
    expect(readdirSync(place)).toEqual(["é".repeat(127)]);
  });

  it("is never replaced, not even if it appears meanwhile", async () => {
    const place = makePlace();
    const path = join(place, "a.txt");
    const file = await openTarget({ path });
    await file.write("new");
    writeFileSync(path, "theirs");
    const refusal = {
      code: "TABULAR_TARGET_EXISTS",
      kind: "usage",
      next: expect.any(String) as string,
    };
    await expect(file.commit()).rejects.toMatchObject(refusal);
    await file.abort();
    expect(readdirSync(place)).toEqual(["a.txt"]);
    await expect(openTarget({ path })).rejects.toMatchObject(refusal);
    expect(readFileSync(path, "utf8")).toBe("theirs");
  });

  it("is replaced if forced, once all is written", async () => {
    const place = makePlace();
    const path = join(place, "a.txt");
    writeFileSync(path, "old");
    const file = await openTarget({ path, force: true });
    await file.write("new");
    expect(readFileSync(path, "utf8")).toBe("old");
    await file.commit();
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(place)).toEqual(["a.txt"]);
  });

  it("stays a link if it is one, and what that points to is replaced", async () => {
    const place = makePlace();
    const path = join(place, "link");
    writeFileSync(join(place, "a.txt"), "old");
    symlinkSync("a.txt", path);
    await expect(openTarget({ path })).rejects.toMatchObject({ code: "TABULAR_TARGET_EXISTS" });
    const file = await openTarget({ path, force: true });
    await file.write("new");
    await file.commit();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(place, "a.txt"), "utf8")).toBe("new");
  });

  it.runIf(process.platform === "linux")("is no folder or device, even if forced", async () => {
    const place = makePlace();
    const socket = join(place, "socket");
    const server = createServer().listen(socket);
    await once(server, "listening");
    for (const path of [place, socket]) {
      await expect(openTarget({ path, force: true })).rejects.toMatchObject({
        code: "TABULAR_TARGET_EXISTS",
        next: "name a file",
      });
    }
    expect(readdirSync(place)).toEqual(["socket"]);
    server.close();
  });

  it("is in a folder that is there", async () => {
    const place = makePlace();
    writeFileSync(join(place, "file"), "");
    for (const path of [join(place, "none", "a"), join(place, "file", "a")]) {
      await expect(openTarget({ path })).rejects.toMatchObject({
        code: "TABULAR_DISK",
        kind: "disk",
        message: `the folder of ${path} is not there`,
      });
    }
  });

  it.skipIf(isRoot)("is in a folder that may be written", async () => {
    const place = makePlace();
    chmodSync(place, 0o555);
    await expect(openTarget({ path: join(place, "a") })).rejects.toMatchObject({
      code: "TABULAR_DISK",
      message: `${join(place, "a")} may not be written`,
    });
    chmodSync(place, 0o755);
  });

  it("stops when the signal aborts", async () => {
    const place = makePlace();
    const path = join(place, "a");
    const reason = new Error("stop");
    await expect(openTarget({ path }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const file = await openTarget({ path }, { signal: controller.signal });
    await file.write("x");
    controller.abort(reason);
    await expect(file.write("y")).rejects.toBe(reason);
    await expect(file.commit()).rejects.toBe(reason);
    await file.abort();
    expect(readdirSync(place)).toEqual([]);
  });
});

describe("a stream", () => {
  it("gets the bytes, and stays open", async () => {
    const stream = new PassThrough();
    const file = await openTarget({ stream });
    expect(file.path).toBeUndefined();
    await file.write("one ");
    await file.write(Buffer.from("é"));
    expect(await file.commit()).toEqual(describeText("one é"));
    expect(stream.writableEnded).toBe(false);
    expect(stream.listenerCount("error")).toBe(0);
    expect(String(stream.read())).toBe("one é");
  });

  it("keeps the writer waiting until it has passed a chunk on", async () => {
    const waiting: (() => void)[] = [];
    const stream = new Writable({ write: (_chunk, _encoding, done) => void waiting.push(done) });
    const file = await openTarget({ stream });
    const steps: string[] = [];
    const writing = file.write("one").then(() => steps.push("written"));
    await new Promise(setImmediate);
    steps.push("passed on");
    waiting[0]?.();
    await writing;
    expect(steps).toEqual(["passed on", "written"]);
  });

  it("fails with its own error", async () => {
    const failure = new Error("EPIPE");
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(failure) });
    const file = await openTarget({ stream });
    await expect(file.write("x")).rejects.toBe(failure);
    await file.abort();
    await expect(file.write("x")).rejects.toMatchObject({ code: "ERR_STREAM_DESTROYED" });
  });

  it("that hangs is left when the signal aborts", async () => {
    const stream = new Writable({ write: () => {} });
    const controller = new AbortController();
    const reason = new Error("stop");
    const file = await openTarget({ stream }, { signal: controller.signal });
    const writing = file.write("x");
    controller.abort(reason);
    await expect(writing).rejects.toBe(reason);
    expect(existsSync(folder.path)).toBe(true);
  });
});
