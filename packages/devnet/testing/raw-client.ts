import { once } from "node:events";
import { WebSocket } from "ws";

interface Message {
  readonly id?: number | string | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly method?: string;
  readonly params?: { readonly subscription: string; readonly result: unknown };
}

/** A JSON-RPC client that hides nothing. */
export interface RawClient extends AsyncDisposable {
  /** Sends a request and gives its whole response. */
  request(method: string, params?: readonly unknown[]): Promise<Message>;
  /** Sends a request and gives its result; an error response throws. */
  call<T>(method: string, params?: readonly unknown[]): Promise<T>;
  /** Sends any text. */
  send(text: string): void;
  /** The next message that is neither taken yet nor a response to `request`. */
  next<T = Message>(): Promise<T>;
  /** Resolves when the server has cut the connection. */
  readonly closed: Promise<void>;
}

export async function connectRaw(url: string): Promise<RawClient> {
  const socket = new WebSocket(url, { maxPayload: 0 });
  const inbox: unknown[] = [];
  const readers: ((message: unknown) => void)[] = [];
  const waiting = new Map<unknown, (message: Message) => void>();
  let lastId = 0;
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString("utf8")) as Message;
    const respond = waiting.get(message.id);
    if (respond !== undefined) respond(message);
    else if (readers.length > 0) readers.shift()?.(message);
    else inbox.push(message);
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "open");
  const request = (method: string, params: readonly unknown[] = []): Promise<Message> => {
    lastId += 1;
    const id = lastId;
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  return {
    request,
    async call<T>(method: string, params?: readonly unknown[]) {
      const { error, result } = await request(method, params);
      if (error !== undefined) throw new Error(`${method}: ${error.code} ${error.message}`);
      return result as T;
    },
    send: (text) => socket.send(text),
    next: <T>() =>
      new Promise<T>((resolve) => {
        if (inbox.length > 0) resolve(inbox.shift() as T);
        else readers.push(resolve as (message: unknown) => void);
      }),
    closed,
    async [Symbol.asyncDispose]() {
      socket.terminate();
      await closed;
    },
  };
}
