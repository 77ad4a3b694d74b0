import { invalidParams, RpcError, type RpcErrorObject } from "./rpc-error.ts";

/** Most bytes of a request or an answer, as nodes have it by default (substrate, client/cli, 15 MiB each). */
export const MOST_BYTES: number = 15 * 1024 * 1024;

export type RpcId = string | number | null;

/** A request that reads as one; `id` is absent in notifications, which get no answer. */
export interface RpcRequest {
  readonly id?: RpcId;
  readonly method: string;
  readonly params: readonly unknown[];
}

export type RpcResponse =
  | { readonly jsonrpc: "2.0"; readonly id: RpcId; readonly result: unknown }
  | { readonly jsonrpc: "2.0"; readonly id: RpcId; readonly error: RpcErrorObject };

/** A message from a client: one request, or a batch; what does not read as a request is its error response. */
export type RpcMessage =
  | { readonly kind: "single"; readonly item: RpcRequest | RpcResponse }
  | { readonly kind: "batch"; readonly items: readonly (RpcRequest | RpcResponse)[] };

/** Parses the text of one message; errors are those of the JSON-RPC 2.0 specification and of jsonrpsee. */
export function parseMessage(text: string): RpcMessage {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    return single(-32007, "Request is too big", `Exceeded max limit of ${MOST_BYTES}`);
  }
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return single(-32700, "Parse error");
  }
  if (!Array.isArray(message)) return { kind: "single", item: parseRequest(message) };
  if (message.length === 0) return single(-32600, "Invalid request");
  return { kind: "batch", items: message.map((item) => parseRequest(item)) };
}

export function isRequest(item: RpcRequest | RpcResponse): item is RpcRequest {
  return "method" in item;
}

export function succeed(id: RpcId, result: unknown): RpcResponse {
  // A method that returns nothing answers null: `result` must be there.
  return { jsonrpc: "2.0", id, result: result ?? null };
}

export function fail(id: RpcId, error: RpcErrorObject): RpcResponse {
  return { jsonrpc: "2.0", id, error };
}

/** The error response for whatever a method threw. */
export function failWith(id: RpcId, error: unknown): RpcResponse {
  if (error instanceof RpcError) return fail(id, error.toObject());
  return fail(id, { code: -32603, message: "Internal error", data: String(error) });
}

/** The error response in the place of one that is too big. */
export function tooBig(id: RpcId): RpcResponse {
  const data = `Exceeded max limit of ${MOST_BYTES}`;
  return fail(id, { code: -32008, message: "Response is too big", data });
}

/** The text of an answer, or of the error that nodes send in place of too long a one. */
export function stringifyAnswer(answer: RpcResponse | readonly RpcResponse[]): string {
  const text = JSON.stringify(answer);
  // A UTF-16 unit is at least one byte, so that most answers need not be measured.
  if (text.length * 3 <= MOST_BYTES || Buffer.byteLength(text) <= MOST_BYTES) return text;
  if ("id" in answer) return JSON.stringify(tooBig(answer.id));
  const data = `Exceeded max limit of ${MOST_BYTES}`;
  const message = "The batch response was too large";
  return JSON.stringify(fail(null, { code: -32011, message, data }));
}

function single(code: number, message: string, data?: string): RpcMessage {
  const error = data === undefined ? { code, message } : { code, message, data };
  return { kind: "single", item: fail(null, error) };
}

function parseRequest(value: unknown): RpcRequest | RpcResponse {
  const invalid = fail(null, { code: -32600, message: "Invalid request" });
  if (typeof value !== "object" || value === null) return invalid;
  const { jsonrpc, id, method, params = [] } = value as Record<string, unknown>;
  if (jsonrpc !== "2.0" || typeof method !== "string" || !isId(id)) return invalid;
  if (!Array.isArray(params)) {
    return failWith(id ?? null, invalidParams("parameters must be a list"));
  }
  return id === undefined ? { method, params } : { id, method, params };
}

function isId(id: unknown): id is RpcId | undefined {
  return id === undefined || id === null || typeof id === "string" || typeof id === "number";
}
