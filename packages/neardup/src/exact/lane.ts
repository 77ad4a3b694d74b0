import type { KernelFunctions } from "./kernel.ts";

/** A function of the kernel that takes and returns numbers only. */
export type Call = Exclude<keyof KernelFunctions, "collapseTexts" | "checkTexts">;

/** A thread that calls the kernel. */
export interface Lane {
  /** 0: the thread of the search itself. */
  readonly id: number;
  /** Calls that were not answered yet. */
  readonly waiting: () => number;
  /** Calls a function, after the calls before; a promise unless this is the search's own thread. */
  call(name: Call, args: readonly number[]): number | Promise<number>;
  stop(): Promise<unknown>;
}

/** The search's own thread: it waits for each call. */
export function createOwnLane(kernel: KernelFunctions): Lane {
  return {
    id: 0,
    waiting: () => 0,
    call: (name, args) => callKernel(kernel, name, args),
    stop: () => Promise.resolve(),
  };
}

export function callKernel(kernel: KernelFunctions, name: Call, args: readonly number[]): number {
  return (kernel[name] as (...args: readonly number[]) => number)(...args);
}
