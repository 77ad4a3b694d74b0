import { afterEach, beforeEach, expect, it } from "vitest";
import { createKernel, type Kernel } from "./kernel.ts";
import { startHelper } from "./helper.ts";
import { createOwnLane, type Lane } from "./lane.ts";

let kernel: Kernel;
let helper: Lane;

beforeEach(async () => {
  kernel = await createKernel();
  const { module, memory, functions } = kernel;
  helper = await startHelper(1, { module, memory, room: functions.heapBase(), hashBits: 64 });
});

afterEach(() => helper.stop());

it("calls the kernel here and in another thread alike", async () => {
  const own = createOwnLane(kernel.functions);
  expect(own.call("workBytes", [1000])).toBe(kernel.functions.workBytes(1000));
  const calls = [1000, 2000, 3000].map(async (length) => helper.call("workBytes", [length]));
  expect(helper.waiting()).toBe(3);
  const expected = [1000, 2000, 3000].map((length) => own.call("workBytes", [length]));
  await expect(Promise.all(calls)).resolves.toEqual(expected);
  expect(helper.waiting()).toBe(0);
});

it("works in the same memory", async () => {
  const bytes = new Uint8Array(kernel.memory.buffer);
  const base = kernel.functions.heapBase() + 4096;
  bytes[base] = 0b01_00_01_10;
  bytes[base + 8] = 0b01_01_00_01;
  await helper.call("addCounters", [base, base + 8, 8]);
  expect(bytes[base]).toBe(0b10_01_01_10);
});

it("fails with the error of the thread, and from then on", async () => {
  const outside = 0xffff_fff0;
  const first = helper.call("addCounters", [outside, outside, 8]);
  const second = helper.call("workBytes", [1]);
  await expect(first).rejects.toThrow("memory access out of bounds");
  await expect(second).rejects.toThrow("memory access out of bounds");
  await expect(helper.call("workBytes", [1])).rejects.toThrow("memory access out of bounds");
});

it("fails when the thread has ended", async () => {
  const call = helper.call("workBytes", [1]);
  await helper.stop();
  await expect(Promise.all([call, helper.call("workBytes", [1])])).rejects.toThrow(
    "a thread of the search ended with code 1",
  );
});
