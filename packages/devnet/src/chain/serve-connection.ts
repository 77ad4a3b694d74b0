import { setMaxListeners } from "node:events";
import { delay } from "@flock-tools/core";
import type { WebSocket } from "ws";
import type { ChainCounter } from "./chain-counts.ts";
import { CHAIN_METHODS } from "./chain-methods.ts";
import type { ChainFaultHandler } from "./faults.ts";
import {
  fail,
  failWith,
  isRequest,
  parseMessage,
  type RpcId,
  type RpcRequest,
  type RpcResponse,
  stringifyAnswer,
  succeed,
} from "./json-rpc.ts";
import type { Ledger } from "./ledger.ts";
import type {
  NewBlock,
  RpcContext,
  RpcMethods,
  Subscription,
  Subscriptions,
} from "./rpc-context.ts";
import { STATE_METHODS } from "./state-methods.ts";
import { SYSTEM_METHODS } from "./system-methods.ts";

const METHODS: RpcMethods = { ...CHAIN_METHODS, ...STATE_METHODS, ...SYSTEM_METHODS };
const METHOD_NAMES: readonly string[] = Object.keys(METHODS).toSorted();

export interface ConnectionOptions {
  readonly socket: WebSocket;
  /** 1 for the first since the server started. */
  readonly connection: number;
  readonly ledger: Ledger;
  readonly counts: ChainCounter;
  readonly latencyMs: number;
  /** The handler in force when a request arrives. */
  readonly faultHandler: () => ChainFaultHandler | undefined;
}

/** One client's connection, being served. */
export interface Connection {
  /** Pushes what subscribers have to know after `blocks` were made. */
  notify(blocks: readonly NewBlock[]): void;
}

/** An answer together with what to push once it was sent, or that there is none. */
interface Outcome {
  readonly response: RpcResponse | undefined;
  readonly after: readonly (() => void)[];
}

const NO_ANSWER: Outcome = { response: undefined, after: [] };

/** Answers requests over `socket` until it closes. */
export function serveConnection(options: ConnectionOptions): Connection {
  const { socket, latencyMs } = options;
  const push = (text: string): void => {
    if (socket.readyState === socket.OPEN) socket.send(text);
  };
  const opened = createSubscriptions(push);
  const ended = new AbortController();
  // Every answer that waits out its latency listens; there is no telling how many those are.
  setMaxListeners(0, ended.signal);
  socket.once("close", () => ended.abort());
  // A broken frame closes the socket; there is nobody to tell.
  socket.on("error", () => {});

  const answer = async (text: string): Promise<void> => {
    const message = parseMessage(text);
    const items = message.kind === "single" ? [message.item] : message.items;
    const pending = await Promise.all(items.map((item) => accept(item, options)));
    if (pending.includes("close")) return socket.terminate();
    if (latencyMs > 0) await delay(latencyMs, { signal: ended.signal });
    const outcomes = pending.map((item) => settle(item, { options, opened }));
    send(message.kind, outcomes, push);
  };
  socket.on("message", (data: Buffer) => {
    // What rejects is a delay that the end of the connection has cut short.
    answer(data.toString("utf8")).catch(() => socket.terminate());
  });
  return { notify: (blocks) => opened.notify(blocks) };
}

/** A request that waits for its answer, with what a fault has decided. */
type Pending = RpcResponse | "stall" | "close" | { readonly request: RpcRequest };

/** Counts a request and asks for its fault, both when it arrives: an answer may take a while. */
async function accept(
  item: RpcRequest | RpcResponse,
  { connection, counts, faultHandler }: ConnectionOptions,
): Promise<Pending> {
  if (!isRequest(item)) return item;
  const { id = null, method, params } = item;
  counts.record(method, params);
  try {
    const fault = await faultHandler()?.({ method, params, connection });
    if (fault === undefined) return { request: item };
    if (typeof fault === "string") return fault;
    return "error" in fault ? fail(id, fault.error) : succeed(id, fault.result);
  } catch (error) {
    return failWith(id, error);
  }
}

interface Serving {
  readonly options: ConnectionOptions;
  readonly opened: OpenSubscriptions;
}

function settle(pending: Pending, { options, opened }: Serving): Outcome {
  if (typeof pending === "string") return NO_ANSWER;
  if (!("request" in pending)) return { response: pending, after: [] };
  const { request } = pending;
  const after: (() => void)[] = [];
  const context: RpcContext = {
    ledger: options.ledger,
    methodNames: METHOD_NAMES,
    subscriptions: opened.collect(after),
  };
  const response = run(request, context);
  return request.id === undefined ? NO_ANSWER : { response, after };
}

function run({ id = null, method, params }: RpcRequest, context: RpcContext): RpcResponse {
  if (!Object.hasOwn(METHODS, method))
    return fail(id, { code: -32601, message: "Method not found" });
  try {
    return succeed(id, METHODS[method]?.(context, params));
  } catch (error) {
    return failWith(id, error);
  }
}

function send(kind: "single" | "batch", outcomes: readonly Outcome[], push: Push): void {
  const responses = outcomes.flatMap(({ response }) => (response === undefined ? [] : [response]));
  const [first] = responses;
  if (first !== undefined) push(stringifyAnswer(kind === "batch" ? responses : first));
  for (const { after } of outcomes) for (const act of after) act();
}

type Push = (text: string) => void;

interface OpenSubscriptions extends Connection {
  /** Subscriptions whose first notifications are left in `after`, to be sent behind the answer. */
  collect(after: (() => void)[]): Subscriptions;
}

function createSubscriptions(push: Push): OpenSubscriptions {
  const open = new Map<RpcId, Subscription>();
  let lastId = 0;
  const tell = (id: string, { method }: Subscription, result: unknown): void =>
    push(JSON.stringify({ jsonrpc: "2.0", method, params: { subscription: id, result } }));
  return {
    collect: (after) => ({
      open(subscription) {
        lastId += 1;
        const id = `devnet-${lastId}`;
        open.set(id, subscription);
        after.push(() => tell(id, subscription, subscription.first()));
        return id;
      },
      close: (id) => open.delete(id),
    }),
    notify(blocks) {
      for (const [id, subscription] of open) {
        for (const result of subscription.next(blocks)) tell(String(id), subscription, result);
      }
    },
  };
}
