import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { type AbortOptions, raceAbort } from "@flock-tools/core";
import type { ColumnType } from "../schema.ts";
import type { PageMemory, RowPage } from "./row-page.ts";

interface CopyPlan {
  readonly types: readonly ColumnType[];
  /** A COPY of the table function `pages()`, whose columns are named by their places. */
  readonly statement: string;
  /** DuckDB's own, of the database. */
  readonly config: Readonly<Record<string, string>>;
  /** Statements before it. */
  readonly settings: readonly string[];
}

export interface CopyOptions extends CopyPlan {
  /** What is thrown instead of what DuckDB says. */
  readonly explain: (error: Error) => unknown;
}

/** What the thread gets. */
export interface CopyThreadData extends CopyPlan {
  /** Where orders come. */
  readonly orders: MessagePort;
  /** Two numbers that both threads see: the first is another after each order, the second 1 once DuckDB is closed. */
  readonly signs: Int32Array;
}

export interface CopyOrder {
  /** None: there are no more rows. */
  readonly page?: RowPage;
  /** Whether to give up instead. */
  readonly isStop?: boolean;
}

export interface CopyReport {
  /** Of a page that was used up. */
  readonly memory?: PageMemory;
  readonly isDone?: boolean;
  readonly failure?: string;
}

/** A COPY of DuckDB in a thread of its own. */
export interface CopyThread {
  /**
   * Memory for the next page, as soon as there may be one more: undefined for new memory.
   *
   * @throws what `explain` makes of DuckDB's failure; the abort reason
   */
  takeMemory(options: AbortOptions): Promise<PageMemory | undefined>;
  /** Hands the page over, memory and all. */
  send(page: RowPage): void;
  /**
   * Says that there are no more pages, and waits for the end.
   *
   * @throws as `takeMemory` does
   */
  finish(options: AbortOptions): Promise<void>;
  /** Ends it, wherever it is. Never throws. */
  stop(): Promise<void>;
}

// One is being filled, one waits, one is being read.
const PAGES = 3;

// Workers cannot load TypeScript: also from src it is the compiled one. The same from src/parquet and from dist/parquet.
const THREAD = new URL("../../dist/parquet/copy-thread.js", import.meta.url);

// A row group is compressed in a tenth of it.
const MOST_EXIT_MS = 3_000;

/** Of this process, as its end is: it may not come while DuckDB calls a thread for rows, which would abort the process. */
const exits = new EventEmitter().setMaxListeners(0);
process.on("exit", () => exits.emit("exit"));

export function startCopy({ explain, ...plan }: CopyOptions): CopyThread {
  const { port1: orders, port2 } = new MessageChannel();
  const signs = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const data: CopyThreadData = { ...plan, orders: port2, signs };
  // Without this process's own flags: some are not for a thread that runs a file.
  const worker = new Worker(THREAD, { workerData: data, transferList: [port2], execArgv: [] });
  const order = (message: CopyOrder, handedOver: readonly ArrayBuffer[] = []): void => {
    orders.postMessage(message, handedOver);
    Atomics.add(signs, 0, 1);
    Atomics.notify(signs, 0);
  };
  const stopAtExit = (): void => {
    order({ isStop: true });
    Atomics.wait(signs, 1, 0, MOST_EXIT_MS);
  };
  exits.once("exit", stopAtExit);
  const state = watch(worker, { explain, onExit: () => exits.off("exit", stopAtExit) });
  return {
    async takeMemory(abort) {
      await state.waitUntil(() => state.free.length > 0, abort);
      return state.free.shift();
    },
    send: (page) => order({ page }, [page.values, page.texts]),
    async finish(abort) {
      order({});
      await state.waitUntil(() => state.isDone(), abort);
      await state.exited;
    },
    async stop() {
      order({ isStop: true });
      worker.postMessage("interrupt", []);
      await state.exited;
    },
  };
}

interface WorkerState {
  /** Memory that no page is in. */
  readonly free: (PageMemory | undefined)[];
  isDone(): boolean;
  /** Resolves when it has ended, however. */
  readonly exited: Promise<void>;
  /** @throws why it failed; the abort reason */
  waitUntil(isReached: () => boolean, options: AbortOptions): Promise<void>;
}

interface WatchOptions extends Pick<CopyOptions, "explain"> {
  readonly onExit: () => void;
}

function watch(worker: Worker, { explain, onExit }: WatchOptions): WorkerState {
  const free: (PageMemory | undefined)[] = Array.from({ length: PAGES }, () => undefined);
  const waiting: (() => void)[] = [];
  const known: { isDone: boolean; failure?: unknown } = { isDone: false };
  const tell = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  worker.on("message", ({ memory, isDone = false, failure }: CopyReport) => {
    if (memory !== undefined) free.push(memory);
    if (failure !== undefined) known.failure = explain(new Error(failure));
    known.isDone ||= isDone;
    tell();
  });
  worker.on("error", (error) => (known.failure ??= error));
  const exited = new Promise<void>((resolve) => {
    worker.on("exit", (code) => {
      onExit();
      if (!known.isDone) known.failure ??= new Error(`the thread of DuckDB ended with ${code}`);
      tell();
      resolve();
    });
  });
  return {
    free,
    isDone: () => known.isDone,
    exited,
    async waitUntil(isReached, { signal }) {
      while (known.failure === undefined && !isReached()) {
        const told = new Promise<void>((resolve) => void waiting.push(resolve));
        await raceAbort(told, signal);
      }
      signal?.throwIfAborted();
      if (known.failure !== undefined) throw known.failure;
    },
  };
}
