// Steps on the file system: Node's functions of three kinds, each replaced by one that passes the gate first.
import fs from "node:fs";
import { replace } from "./replace.mjs";

/** @returns {Promise<(() => void)[]>} what puts the functions back */
export async function patchFileCalls(gate) {
  return [...patchSyncCalls(gate), ...patchPromises(gate), ...(await patchHandles(gate))];
}

/** What a call means, by the name of the function without `Sync`: of its arguments, and of whatever has the path. */
function describeCall(gate, name, args) {
  const path = gate.below(args[0]);
  const step = (kind, more = {}) => (path === undefined ? undefined : { kind, path, ...more });
  switch (name) {
    case "mkdir":
      return step("mkdir");
    case "rmdir":
      return step("rmdir");
    case "rm":
    case "unlink":
      return step("remove");
    case "truncate":
      return step("truncate", { size: args[1] ?? 0 });
    case "writeFile":
      return step("write", { position: 0, chunks: [toBytes(args[1])], whole: true });
    case "open":
      return isCreating(args[1]) ? step("create") : undefined;
    case "rename":
    case "link":
      return step(name, { to: gate.below(args[1]) });
    case "copyFile": {
      const to = gate.below(args[1]);
      return to === undefined ? undefined : { kind: "copy", path: path ?? "", to };
    }
    default:
      return undefined;
  }
}

const BY_PATH = [
  "mkdir",
  "rmdir",
  "rm",
  "unlink",
  "truncate",
  "writeFile",
  "rename",
  "link",
  "copyFile",
];

function patchSyncCalls(gate) {
  const named = BY_PATH.map((name) =>
    replace(
      fs,
      `${name}Sync`,
      (original) =>
        (...args) =>
          gate.now(describeCall(gate, name, args), () => original(...args)),
    ),
  );
  const byDescriptor = (name, describe) =>
    replace(fs, name, (original) => (fd, ...rest) => {
      const path = gate.descriptors.get(fd);
      const step = path === undefined ? undefined : { path, ...describe(rest) };
      return gate.now(step, () => original(fd, ...rest));
    });
  return [
    ...named,
    replace(fs, "openSync", (original) => (...args) => {
      const fd = gate.now(describeCall(gate, "open", args), () => original(...args));
      const path = gate.below(args[0]);
      if (path === undefined) gate.descriptors.delete(fd);
      else gate.descriptors.set(fd, path);
      return fd;
    }),
    byDescriptor("fsyncSync", () => ({ kind: "sync" })),
    byDescriptor("fdatasyncSync", () => ({ kind: "sync" })),
    byDescriptor("ftruncateSync", ([size]) => ({ kind: "truncate", size: size ?? 0 })),
    byDescriptor("writeSync", describeWrite),
  ];
}

function patchPromises(gate) {
  const { promises } = fs;
  const named = BY_PATH.map((name) =>
    replace(
      promises,
      name,
      (original) =>
        (...args) =>
          gate.later(describeCall(gate, name, args), () => original(...args)),
    ),
  );
  const open = replace(promises, "open", (original) => async (...args) => {
    const handle = await gate.later(describeCall(gate, "open", args), () => original(...args));
    const path = gate.below(args[0]);
    if (path !== undefined) gate.files.set(handle, path);
    return handle;
  });
  return [...named, open];
}

async function patchHandles(gate) {
  const handle = await fs.promises.open(process.execPath, "r");
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const method = (name, describe) =>
    replace(
      prototype,
      name,
      (original) =>
        function (...args) {
          const path = gate.files.get(this);
          const step = path === undefined ? undefined : { path, ...describe(args) };
          return gate.later(step, () => original.apply(this, args));
        },
    );
  return [
    method("sync", () => ({ kind: "sync" })),
    method("datasync", () => ({ kind: "sync" })),
    method("truncate", ([size]) => ({ kind: "truncate", size: size ?? 0 })),
    method("write", describeWrite),
    method("writev", ([chunks, position]) => ({
      kind: "write",
      chunks: chunks.map(toBytes),
      position,
    })),
    method("writeFile", ([data]) => ({ kind: "write", chunks: [toBytes(data)], position: 0 })),
  ];
}

function describeWrite([data, offset = 0, length, position]) {
  if (typeof data === "string") return { kind: "write", chunks: [toBytes(data)], position: offset };
  const bytes = toBytes(data);
  const end = length === undefined ? bytes.length : offset + length;
  return { kind: "write", chunks: [bytes.subarray(offset, end)], position };
}

function isCreating(flags) {
  if (typeof flags === "number") return (flags & fs.constants.O_CREAT) !== 0;
  return typeof flags === "string" && /[wa]/.test(flags);
}

/** Without a copy: the product fills the same memory again once the step is done. */
function toBytes(data) {
  if (typeof data === "string") return Buffer.from(data);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
