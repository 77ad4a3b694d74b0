import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { portNotAvailable } from "../errors.ts";
import type { HandshakeFault, HandshakeFaultHandler } from "./faults.ts";
import { MOST_BYTES } from "./json-rpc.ts";

/** A WebSocket that was let in. */
export interface Accepted {
  readonly socket: WebSocket;
  /** 1 for the first since the server started. */
  readonly connection: number;
  /** Ends the connection without a word, once what was sent before has gone out. */
  readonly cut: () => void;
}

/** Lets WebSockets in. */
export interface Gate {
  readonly http: Server;
  /** How many handshakes were tried. */
  handshakes(): number;
  /** Cuts all connections, those that a fault keeps waiting too, and stops listening; again is no error. */
  close(): Promise<void>;
}

export interface GateOptions {
  /** The handler in force when a handshake arrives. */
  readonly handshakeHandler: () => HandshakeFaultHandler | undefined;
  readonly onConnection: (accepted: Accepted) => void;
}

export function createGate({ handshakeHandler, onConnection }: GateOptions): Gate {
  // The limit on requests is ours, with a JSON-RPC error; this one keeps memory bounded.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 2 * MOST_BYTES });
  const streams = new Set<Duplex>();
  let handshakes = 0;
  let connections = 0;
  const http = createServer((_request, response) => {
    response.writeHead(426, { upgrade: "websocket", connection: "close" });
    response.end("This is a WebSocket endpoint.\n");
  });
  const accept = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      connections += 1;
      onConnection({ socket, connection: connections, cut: () => endSoon(stream) });
    });
  };
  http.on("upgrade", (request, stream, head) => {
    handshakes += 1;
    streams.add(stream);
    stream.once("close", () => streams.delete(stream));
    // A client that hangs up before it is let in.
    stream.on("error", () => stream.destroy());
    const fault = handshakeHandler()?.(handshakes);
    if (fault === undefined) accept(request, stream, head);
    else refuse(stream, fault);
  });
  return {
    http,
    handshakes: () => handshakes,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      for (const stream of streams) stream.destroy();
      http.closeAllConnections();
      if (http.listening) await new Promise((resolve) => http.close(resolve));
    },
  };
}

function endSoon(stream: Duplex): void {
  // What node:http hands over for a connection over TCP is its socket.
  (stream as Socket).destroySoon();
}

function refuse(stream: Duplex, fault: HandshakeFault): void {
  if (fault === "stall") return;
  if (fault === "drop") {
    stream.destroy();
    return;
  }
  const { status, headers = {} } = fault === "reject-429" ? { status: 429 } : fault;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "content-length: 0",
    "connection: close",
  ];
  stream.end(`${lines.join("\r\n")}\r\n\r\n`);
}

interface ListenOptions {
  readonly port: number;
  readonly host: string;
}

/**
 * Resolves once `http` accepts connections.
 *
 * @throws FlockError `DEVNET_PORT`
 */
export async function listen(http: Server, { port, host }: ListenOptions): Promise<void> {
  try {
    const listening = once(http, "listening");
    http.listen({ port, host });
    await listening;
  } catch (error) {
    throw portNotAvailable(port, error);
  }
}
