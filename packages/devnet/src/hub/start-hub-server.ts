import { setMaxListeners } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import { type AbortOptions, type Clock, delay, type Sleep } from "@flock-tools/core";
import { createRequestCounts, type RequestCounter, type RequestCounts } from "../request-counts.ts";
import type { HubWorld, WorldRepo } from "../world.ts";
import { answer } from "./answer.ts";
import type { Fault, FaultHandler, FaultRequest } from "./fault.ts";
import { createTreeReader } from "./answer-tree.ts";
import { createFileFactsReader } from "./file-facts.ts";
import { findUser, type HubRequest, type HubState, readHost } from "./hub-request.ts";
import { listen } from "./listen.ts";
import { deliverWhole, type Delivery, planDelivery } from "./plan-delivery.ts";
import { createRateLimiter, type RateLimiter, type RateLimits } from "./rate-limits.ts";
import { readBody } from "./read-body.ts";
import { changeRequest } from "./replace-answer.ts";
import { errorReply, type Reply } from "./reply.ts";
import { parseRoute, type RequestKind, type Route } from "./route.ts";
import { sendReply } from "./send-reply.ts";
import { createUrlSigner } from "./signed-url.ts";

/** Larger than any one test needs; set `limits` to meet the Hub's real ones. */
const DEFAULT_LIMIT = { requests: 1_000_000, windowSeconds: 300 };

/** Older requests are forgotten, so that a server can run for days. */
const MAX_RECORDED = 100_000;

export interface HubServerOptions extends AbortOptions {
  readonly world: HubWorld;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The address to listen on; 127.0.0.1, the default, includes `::1`. */
  readonly host?: string;
  /** Milliseconds by which each answer is late; requests overlap freely. */
  readonly latencyMs?: number;
  /** Requests per client and window; a million in 300 s by default. */
  readonly limits?: Partial<RateLimits>;
  /** Most entries of one page of a tree: 1,000 by default. */
  readonly pageSize?: number;
  readonly clock?: Clock;
  /** How what comes slowly or falls silent is waited for. Default: a timer. */
  readonly sleep?: Sleep;
}

export interface RecordedRequest {
  readonly method: string;
  /** As it stood in the request, with its query. */
  readonly path: string;
  readonly kind: RequestKind;
  /** The host name and port that the client called. */
  readonly host: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** 0 until the answer begins, and for good if it never did. */
  readonly status: number;
}

export interface HubServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** By `RequestKind`. */
  readonly counts: RequestCounts;
  /** In order of arrival, the newest 100,000. */
  readonly requests: readonly RecordedRequest[];
  /** Lets a handler decide what goes wrong with each request from now on; `undefined` ends it. */
  use(handler: FaultHandler | undefined): void;
  /** Serves another world from the next request on: a new commit, a deleted repository. */
  update(change: (world: HubWorld) => HubWorld): void;
  /** Stops at once; open connections are broken. */
  close(): Promise<void>;
}

interface HubStateful {
  world: HubWorld;
  state: HubState;
  handler: FaultHandler | undefined;
  readonly requests: { status: number }[];
  readonly attempts: Map<string, number>;
  readonly counter: RequestCounter;
  readonly limiter: RateLimiter;
  readonly latencyMs: number;
  readonly sleep: Sleep;
  readonly closed: AbortController;
}

/**
 * Serves the repositories of a world in the protocol of the Hugging Face Hub, to unmodified clients.
 *
 * @throws FlockError `DEVNET_PORT`, or the abort reason; an abort after the start closes the server
 */
export async function startHubServer(options: HubServerOptions): Promise<HubServer> {
  const { port = 0, host = "127.0.0.1", signal } = options;
  signal?.throwIfAborted();
  const server = createHubState(options);
  const listening = await listen({
    port,
    host,
    createServer: () =>
      createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
        void handle(server, request, response);
      }),
  });
  const close = async (): Promise<void> => {
    signal?.removeEventListener("abort", onAbort);
    server.closed.abort();
    await Promise.all(listening.servers.map(closeServer));
  };
  const onAbort = (): void => void close();
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) {
    await close();
    throw signal.reason;
  }
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${listening.port}`,
    counts: server.counter,
    requests: server.requests as RecordedRequest[],
    use(handler) {
      server.handler = handler;
    },
    update(change) {
      server.world = change(server.world);
      server.state = { ...server.state, ...indexWorld(server.world) };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function closeServer(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}

function createHubState({
  world,
  latencyMs = 0,
  limits = {},
  pageSize = 1000,
  clock = Date.now,
  sleep = delay,
}: HubServerOptions): HubStateful {
  const closed = new AbortController();
  // Every answer that waits out its latency listens; there is no telling how many those are.
  setMaxListeners(0, closed.signal);
  return {
    world,
    state: {
      ...indexWorld(world),
      readFacts: createFileFactsReader(),
      readTree: createTreeReader(),
      signer: createUrlSigner("devnet"),
      clock,
      pageSize,
    },
    handler: undefined,
    requests: [],
    attempts: new Map(),
    counter: createRequestCounts(),
    limiter: createRateLimiter({ api: DEFAULT_LIMIT, resolvers: DEFAULT_LIMIT, ...limits }, clock),
    latencyMs,
    sleep,
    closed,
  };
}

function indexWorld({ repos, users }: HubWorld): Pick<HubState, "repos" | "users"> {
  return { repos: new Map<string, WorldRepo>(repos.map((repo) => [repo.id, repo])), users };
}

async function handle(
  server: HubStateful,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await respond(server, incoming, response);
  } catch (error) {
    if (server.closed.signal.aborted || response.destroyed) return;
    const message = error instanceof Error ? error.message : String(error);
    if (response.headersSent) response.destroy();
    else await send(server, response, deliverWhole(errorReply({ status: 500, message })));
  }
}

async function respond(
  server: HubStateful,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const route = parseRoute(request.method, request.pathname);
  const record = recordRequest(server, request, route.kind);
  const attempt = countAttempt(server, request);
  if (server.latencyMs > 0) await delay(server.latencyMs, { signal: server.closed.signal });
  const fault = await server.handler?.(describeRequest(request, route, attempt));
  const delivery = decide(server, {
    request,
    route,
    fault,
    address: incoming.socket.remoteAddress,
  });
  if (delivery.sendsHeaders) record.status = delivery.reply.status;
  await send(server, response, delivery);
}

interface Case {
  readonly request: HubRequest;
  readonly route: Route;
  readonly fault: Fault | undefined;
  readonly address: string | undefined;
}

function decide(server: HubStateful, { request, route, fault, address }: Case): Delivery {
  const asked = changeRequest(request, fault);
  const due = limitAndAnswer(server, route, { request: asked, address });
  const user = findUser(server.state, request);
  return planDelivery(due, fault, {
    route,
    request,
    user: "found" in user ? user.found : undefined,
  });
}

function send(
  { sleep, closed }: HubStateful,
  response: ServerResponse,
  delivery: Delivery,
): Promise<void> {
  return sendReply(response, delivery, { sleep, signal: closed.signal });
}

function describeRequest(request: HubRequest, route: Route, attempt: number): FaultRequest {
  return {
    method: request.method,
    path: request.pathname + request.search,
    host: readHost(request),
    kind: route.kind,
    repoId: "repoId" in route ? route.repoId : undefined,
    range: request.headers["range"],
    attempt,
  };
}

async function readRequest(incoming: IncomingMessage): Promise<HubRequest> {
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(", ") : (value ?? "");
  }
  return {
    method: incoming.method ?? "GET",
    pathname: mark === -1 ? url : url.slice(0, mark),
    search: mark === -1 ? "" : url.slice(mark),
    headers,
    body: await readBody(incoming),
  };
}

function recordRequest(
  { requests, counter }: HubStateful,
  { method, pathname, search, headers }: HubRequest,
  kind: RequestKind,
): { status: number } {
  counter.record(kind);
  const path = pathname + search;
  const record = { method, path, kind, host: headers["host"] ?? "", headers, status: 0 };
  requests.push(record);
  if (requests.length > MAX_RECORDED) requests.shift();
  return record;
}

function countAttempt({ attempts }: HubStateful, { method, pathname }: HubRequest): number {
  const key = `${method} ${pathname}`;
  const attempt = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, attempt);
  return attempt;
}

function limitAndAnswer(
  { state, limiter }: HubStateful,
  route: Route,
  { request, address = "" }: { request: HubRequest; address: string | undefined },
): Reply {
  // Content hops are served by caches, which count nothing.
  if (route.kind === "content" || route.kind === "other") return answer(state, route, request);
  const user = findUser(state, request);
  const client = "found" in user ? (user.found ?? address) : address;
  const verdict = limiter(route.kind === "resolve" ? "resolvers" : "api", client);
  if (verdict.refusal !== undefined) return verdict.refusal;
  const reply = answer(state, route, request);
  return { ...reply, headers: { ...reply.headers, ...verdict.headers } };
}
