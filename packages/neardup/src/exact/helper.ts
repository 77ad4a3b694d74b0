import { Worker } from "node:worker_threads";
import type { Call, Lane } from "./lane.ts";

/** What a worker gets. */
export interface HelperData {
  readonly module: unknown;
  readonly memory: unknown;
  /** Address of its room for the text stage. */
  readonly room: number;
  readonly hashBits: number;
}

/** What a worker is told: a function and its arguments. It answers each with the result. */
export type HelperMessage = readonly [Call, readonly number[]];

interface Waiting {
  readonly resolve: (result: number) => void;
  readonly reject: (error: unknown) => void;
}

// Workers cannot load TypeScript: also from src it is the compiled one. The same from src/exact and from dist/exact.
const WORKER = new URL("../../dist/exact/kernel-worker.js", import.meta.url);

/** Starts a thread. While it starts no other one may call the kernel: it writes the kernel's tables again. */
export async function startHelper(id: number, data: HelperData): Promise<Lane> {
  // Without this process's own flags: some are not for a thread that runs a file.
  const worker = new Worker(WORKER, { workerData: data, execArgv: [] });
  const queue: Waiting[] = [];
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    for (const { reject } of queue.splice(0)) reject(error);
  };
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a thread of the search ended with code ${code}`)));
  worker.on("message", (result: number) => queue.shift()?.resolve(result));
  const answer = (): Promise<number> => {
    const promise = new Promise<number>((resolve, reject) => {
      if (failure === undefined) queue.push({ resolve, reject });
      else reject(failure);
    });
    // Several may be waiting when it fails, and the search hears of it from the first.
    promise.catch(() => {});
    return promise;
  };
  const call = (name: Call, args: readonly number[]): Promise<number> => {
    worker.postMessage([name, args] satisfies HelperMessage, []);
    return answer();
  };
  await answer();
  return { id, waiting: () => queue.length, call, stop: () => worker.terminate() };
}
