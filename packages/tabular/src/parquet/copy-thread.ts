// The main file of a thread in which DuckDB makes a file of the pages that it is sent. What makes rows for DuckDB must have
// them when it is called: here it may wait for them, while the thread that makes the pages goes on.
import { once } from "node:events";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import duckdb, { type Connection, type PendingResult } from "@duckdb/node-bindings";
import { fillChunk, getDuckdbType } from "./fill-chunk.ts";
import type { CopyOrder, CopyReport, CopyThreadData } from "./start-copy.ts";

/** What stands before the error of a statement that had failed when its end was asked for. */
const FAILED_BEFORE = /^Invalid Input Error: Attempting to execute an unsuccessful .*\nError: /;
/** DuckDB does not tell when it gives up. */
const CHECK_MS = 100;

const { types, statement, config, settings, orders, signs } = workerData as CopyThreadData;
const ends = new EventTarget();

try {
  await copy();
  report({ isDone: true });
} catch (error) {
  report({ failure: (error as Error).message.replace(FAILED_BEFORE, "") });
}
Atomics.store(signs, 1, 1);
Atomics.notify(signs, 1);
parentPort?.close();
orders.close();

async function copy(): Promise<void> {
  const options = duckdb.create_config();
  for (const [name, value] of Object.entries(config)) duckdb.set_config(options, name, value);
  const database = await duckdb.open(":memory:", options);
  const connection = await duckdb.connect(database);
  try {
    for (const setting of settings) await duckdb.query(connection, setting);
    registerPages(connection);
    parentPort?.once("message", () => duckdb.interrupt(connection));
    const pending = duckdb.pending_prepared(await duckdb.prepare(connection, statement));
    await waitForLastRow(pending);
    await duckdb.execute_pending(pending);
  } finally {
    duckdb.disconnect_sync(connection);
    duckdb.close_sync(database);
  }
}

/** Makes `pages()` a table of the rows that come. */
function registerPages(connection: Connection): void {
  const table = duckdb.create_table_function();
  duckdb.table_function_set_name(table, "pages");
  duckdb.table_function_set_bind(table, (info) => {
    for (const [place, type] of types.entries()) {
      const column = duckdb.create_logical_type(getDuckdbType(type));
      duckdb.bind_add_result_column(info, String(place), column);
    }
  });
  duckdb.table_function_set_init(table, () => {});
  duckdb.table_function_set_function(table, (info, chunk) => {
    const { page, isStop = false } = takeOrder();
    if (page !== undefined) {
      fillChunk(chunk, page, types);
      report({ memory: page }, [page.values, page.texts]);
      return;
    }
    if (isStop) duckdb.function_set_error(info, "stopped");
    duckdb.data_chunk_set_size(chunk, 0);
    tellEnd();
  });
  duckdb.register_table_function(connection, table);
}

function takeOrder(): CopyOrder {
  for (;;) {
    const seen = Atomics.load(signs, 0);
    const received = receiveMessageOnPort(orders);
    if (received !== undefined) return received.message as CopyOrder;
    Atomics.wait(signs, 0, seen);
  }
}

/**
 * DuckDB's own thread works meanwhile. Only once there is nothing more to wait for, one of Node's pool may: those are few, and
 * others may need them to make rows.
 */
async function waitForLastRow(pending: PendingResult): Promise<void> {
  const { RESULT_NOT_READY, NO_TASKS_AVAILABLE } = duckdb.PendingState;
  const timer = setInterval(() => {
    const state = duckdb.pending_execute_check_state(pending);
    if (state !== RESULT_NOT_READY && state !== NO_TASKS_AVAILABLE) tellEnd();
  }, CHECK_MS);
  try {
    await once(ends, "end");
  } finally {
    clearInterval(timer);
  }
}

function tellEnd(): void {
  ends.dispatchEvent(new Event("end"));
}

function report(message: CopyReport, handedOver: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, handedOver);
}
