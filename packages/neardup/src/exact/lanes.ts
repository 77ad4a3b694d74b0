import { availableParallelism } from "node:os";
import { raceAbort } from "@flock-tools/core";
import { allocateZeroed } from "./heap.ts";
import type { HelperData } from "./helper.ts";
import type { Lane } from "./lane.ts";
import type { Search } from "./search.ts";

/** Something that any lane can do, and what is to be done when it has. */
export interface Job {
  readonly start: (lane: Lane) => number | Promise<number>;
  /** Called in the order in which the jobs began. */
  readonly finish: (result: number) => void | Promise<void>;
}

/** Jobs that have begun and are not finished. */
export type Jobs = BegunJob[];

interface BegunJob {
  result: number | Promise<number>;
  readonly finish: Job["finish"];
}

// Starting a thread takes about 40 ms: as long as 10 MB of text take.
const BYTES_THAT_PAY = 64 * 2 ** 20;
const MOST_THREADS = 4;
// A helper hears of new jobs only when the search's own thread rests: it gets some milliseconds of work in advance.
const JOBS_AHEAD = 8;
const RESTLESS_TURN = 2;

/** How many threads the search may come to have. */
export function wantedLanes({ options }: Search): number {
  return options.threads ?? Math.min(MOST_THREADS, availableParallelism());
}

/** Starts the threads that are wanted, as soon as they pay for the text read so far. */
export async function startLanes(search: Search, jobs: Jobs): Promise<void> {
  const { lanes, options, rows, pace } = search;
  if (options.threads === undefined && rows.textBytes < BYTES_THAT_PAY) return;
  const wanted = wantedLanes(search);
  if (lanes.length >= wanted) return;
  await finishJobs(search, jobs);
  const { startHelper } = await import("./helper.ts");
  while (lanes.length < wanted) {
    lanes.push(await startHelper(lanes.length, helperData(search)));
  }
  pace.turn = RESTLESS_TURN;
}

function helperData({ heap, kernel, module, hashBits }: Search): HelperData {
  const room = allocateZeroed(heap, kernel.threadBytes());
  return { module, memory: heap.memory, room, hashBits };
}

/** Ends all threads but the search's own. */
export async function stopLanes({ lanes }: Search): Promise<void> {
  await Promise.all(lanes.map((lane) => lane.stop()));
}

/** Gives a job to a lane, and finishes those of the jobs before it that are done. */
export async function beginJob(search: Search, jobs: Jobs, { start, finish }: Job): Promise<void> {
  const { lanes } = search;
  const helper = lanes.find(({ id, waiting }) => id > 0 && waiting() < JOBS_AHEAD);
  const job: BegunJob = { result: start(helper ?? (lanes[0] as Lane)), finish };
  jobs.push(job);
  if (job.result instanceof Promise) {
    void job.result.then(
      (result) => (job.result = result),
      () => {},
    );
  }
  await finishDone(jobs);
}

async function finishDone(jobs: Jobs): Promise<void> {
  while (jobs[0] !== undefined && typeof jobs[0].result === "number") {
    const { result, finish } = jobs.shift() as BegunJob;
    await finish(await result);
  }
}

/** Finishes all jobs. */
export async function finishJobs(search: Search, jobs: Jobs): Promise<void> {
  while (jobs.length > 0) {
    const { result, finish } = jobs.shift() as BegunJob;
    await finish(await raceAbort(Promise.resolve(result), search.options.signal));
  }
}
