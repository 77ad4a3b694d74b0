/** What a JSON-RPC error object holds. */
export interface RpcErrorObject {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** Thrown by methods; the caller gets its `code`, `message` and `data` as a JSON-RPC error. */
export class RpcError extends Error {
  override readonly name: string = "RpcError";
  readonly code: number;
  readonly data: unknown;

  constructor({ code, message, data }: RpcErrorObject) {
    super(message);
    this.code = code;
    this.data = data;
  }

  toObject(): RpcErrorObject {
    const { code, message, data } = this;
    return data === undefined ? { code, message } : { code, message, data };
  }
}

export function invalidParams(message: string): RpcError {
  return new RpcError({ code: -32602, message: "Invalid params", data: message });
}

/** What the client library of a node reported (substrate, client/rpc-api, `state::Error::Client`: base 4000 + 3). */
export function clientError(message: string): RpcError {
  return new RpcError({ code: 4003, message: `Client error: ${message}` });
}
