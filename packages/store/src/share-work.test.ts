import { describe, expect, it } from "vitest";
import { shareWork } from "./share-work.ts";

describe("shareWork", () => {
  it("hands each item to one of as many workers as there are, or as there is work for", async () => {
    const done: string[] = [];
    let workers = 0;
    const createWorker = () => {
      const name = (workers += 1);
      return async (item: string): Promise<void> => {
        await Promise.resolve();
        done.push(`${name}${item}`);
      };
    };
    await shareWork(["a", "b", "c"], { workers: 2, createWorker });
    expect(done).toEqual(["1a", "2b", "1c"]);
    await shareWork([], { workers: 2, createWorker });
    expect(workers).toBe(2);
  });

  it("begins nothing after a failure, and leaves nothing running", async () => {
    const ended: number[] = [];
    const wait: (() => void)[] = [];
    const work = async (item: number): Promise<void> => {
      if (item === 2) {
        setImmediate(() => wait[0]?.());
        throw new Error("two");
      }
      await new Promise<void>((resolve) => void wait.push(resolve));
      ended.push(item);
    };
    const running = shareWork([1, 2, 3, 4], { workers: 2, createWorker: () => work });
    await expect(running).rejects.toThrow("two");
    expect(ended).toEqual([1]);
  });
});
