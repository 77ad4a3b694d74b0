import { setMaxListeners } from "node:events";
import { delay, type Sleep } from "@flock-tools/core";
import type { ChainCounter } from "./chain-counts.ts";
import { CHAIN_METHODS } from "./chain-methods.ts";
import type { ChainFaultHandler } from "./faults.ts";
import type { Accepted } from "./gate.ts";
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
import { type AnswerFault, limited, spoilAnswer, type SpoiltAnswer } from "./spoil-answer.ts";
import { STATE_METHODS } from "./state-methods.ts";
import { SYSTEM_METHODS } from "./system-methods.ts";

const METHODS: RpcMethods = { ...CHAIN_METHODS, ...STATE_METHODS, ...SYSTEM_METHODS };
const METHOD_NAMES: readonly string[] = Object.keys(METHODS).toSorted();

export interface ConnectionOptions extends Accepted {
  readonly ledger: Ledger;
  readonly counts: ChainCounter;
  readonly latencyMs: number;
  readonly sleep: Sleep;
  /** The handler in force when a request arrives. */
  readonly faultHandler: () => ChainFaultHandler | undefined;
  /** After so many messages the connection is cut. */
  readonly closeAfterFrames: number | undefined;
}

/** One client's connection, being served. */
export interface Connection {
  /** Pushes what subscribers have to know after `blocks` were made. */
  notify(blocks: readonly NewBlock[]): void;
}

/** An answer together with what to push once it was sent, or that there is none. */
interface Outcome {
  readonly answer: SpoiltAnswer | undefined;
  readonly after: readonly (() => void)[];
}

const NO_ANSWER: Outcome = { answer: undefined, after: [] };

/** Answers requests over `socket` until it closes. */
export function serveConnection(options: ConnectionOptions): Connection {
  const { socket, latencyMs, sleep } = options;
  const push = createPush(options);
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
    const silence = pending.find((item) => "stallForMs" in item);
    if (silence !== undefined) await sleep(silence.stallForMs, { signal: ended.signal });
    if (silence !== undefined || pending.some((item) => "closes" in item)) {
      return socket.terminate();
    }
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

function createPush({ socket, cut, closeAfterFrames = Infinity }: ConnectionOptions): Push {
  let left = closeAfterFrames;
  if (left <= 0) cut();
  return (text) => {
    if (left <= 0 || socket.readyState !== socket.OPEN) return;
    left -= 1;
    socket.send(text);
    if (left <= 0) cut();
  };
}

/** A request that waits for its answer, with what a fault has decided. */
type Pending =
  | { readonly response: RpcResponse }
  | { readonly request: RpcRequest; readonly fault: AnswerFault | undefined }
  | { readonly stalls: true }
  | { readonly closes: true }
  | { readonly stallForMs: number };

/** Counts a request and asks for its fault, both when it arrives: an answer may take a while. */
async function accept(
  item: RpcRequest | RpcResponse,
  { connection, counts, faultHandler }: ConnectionOptions,
): Promise<Pending> {
  if (!isRequest(item)) return { response: item };
  const { id = null, method, params } = item;
  counts.record(method, params);
  try {
    const fault = await faultHandler()?.({ method, params, connection });
    if (fault === "stall") return { stalls: true };
    if (fault === "close") return { closes: true };
    if (typeof fault === "object" && "stallForMs" in fault) return fault;
    return { request: item, fault };
  } catch (error) {
    return { response: failWith(id, error) };
  }
}

interface Serving {
  readonly options: ConnectionOptions;
  readonly opened: OpenSubscriptions;
}

function settle(pending: Pending, { options, opened }: Serving): Outcome {
  if ("response" in pending) return { answer: limited(pending.response), after: [] };
  if (!("request" in pending)) return NO_ANSWER;
  const { request, fault } = pending;
  const { ledger } = options;
  const after: (() => void)[] = [];
  const subscriptions = opened.collect(after);
  const context: RpcContext = { ledger, methodNames: METHOD_NAMES, subscriptions };
  const answer = spoilAnswer(fault, { request, ledger, answer: () => run(request, context) });
  return request.id === undefined ? NO_ANSWER : { answer, after };
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
  const answers = outcomes.flatMap(({ answer }) => (answer === undefined ? [] : [answer]));
  const responses = answers.map(({ response }) => response);
  const [first] = responses;
  if (first !== undefined) {
    const message = kind === "batch" ? responses : first;
    const isUnlimited = answers.some((answer) => answer.isUnlimited);
    push(isUnlimited ? JSON.stringify(message) : stringifyAnswer(message));
  }
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
