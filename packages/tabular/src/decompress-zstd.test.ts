import { describe, expect, it } from "vitest";
import { decompressZstd } from "./decompress-zstd.ts";

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const RAW = 0;
const RLE = 1;

function block(type: number, size: number, isLast: boolean): number[] {
  const header = size * 8 + type * 2 + (isLast ? 1 : 0);
  return [header & 0xff, (header >> 8) & 0xff, header >> 16];
}

/** A frame of one byte, many times. */
function repeatFrame(descriptor: readonly number[], blocks: number): Uint8Array {
  const body = Array.from({ length: blocks }, (_, index) => [
    ...block(RLE, 100_000, index === blocks - 1),
    0x61,
  ]);
  return Uint8Array.from([...MAGIC, ...descriptor, ...body.flat()]);
}

// No size, a window of 1 MiB.
const WINDOWED = [0x00, 0x50];

describe("decompressZstd", () => {
  it("decodes raw and repeated blocks", () => {
    const frame = [
      ...MAGIC,
      ...WINDOWED,
      ...block(RAW, 2, false),
      0x62,
      0x63,
      ...block(RLE, 3, true),
      0x61,
    ];
    expect(Buffer.from(decompressZstd(Uint8Array.from(frame), 5)).toString()).toBe("bcaaa");
    const page = decompressZstd(repeatFrame(WINDOWED, 10), 1_000_000);
    expect(page).toHaveLength(1_000_000);
    expect(page.every((byte) => byte === 0x61)).toBe(true);
  });

  it("writes no more than the page has room for", () => {
    // 40 GB, if they were let.
    const bomb = repeatFrame(WINDOWED, 400_000);
    expect(decompressZstd(bomb, 1_000)).toHaveLength(1_000);
  });

  it("does not make the window that a frame declares", () => {
    // 2 GB less one step.
    const frame = [...MAGIC, 0x00, 0xaf, ...block(RAW, 1, true), 0x61];
    const before = process.memoryUsage().arrayBuffers;
    expect(Array.from(decompressZstd(Uint8Array.from(frame), 1))).toEqual([0x61]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  it("refuses a frame of another size at once", () => {
    const single = [0xa0, 0x40, 0x42, 0x0f, 0x00];
    expect(() => decompressZstd(repeatFrame(single, 10), 5)).toThrow(
      "a page of 5 bytes says 1000000 when compressed",
    );
    expect(decompressZstd(repeatFrame(single, 10), 1_000_000)).toHaveLength(1_000_000);
  });

  it.each([
    ["nothing", []],
    ["another format", [1, 2, 3, 4, 5, 6, 7]],
    ["a header that breaks off", [...MAGIC, 0xe0, 0x01]],
    ["a block that breaks off", [...MAGIC, ...WINDOWED, ...block(RAW, 10, true), 0x61]],
    ["no last block", [...MAGIC, ...WINDOWED, ...block(RAW, 1, false), 0x61]],
  ])("fails on %s", (_name, bytes) => {
    const decode = (): unknown => {
      const page = decompressZstd(Uint8Array.from(bytes), 1);
      if (page.length !== 1) throw new Error("of another size");
      return page;
    };
    expect(decode).toThrow(/invalid|unexpected|size|offset/i);
  });
});
