import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { portNotAvailable } from "../errors.ts";
import type { ChainFaultHandler, HandshakeFault } from "./faults.ts";
import { MOST_BYTES } from "./json-rpc.ts";

/** The faults in force; the server changes them while it runs. */
export interface Faults {
  handler: ChainFaultHandler | undefined;
  handshake: HandshakeFault | undefined;
}

/** Lets WebSockets in. */
export interface Gate {
  readonly http: Server;
  /** How many handshakes were tried. */
  handshakes(): number;
  /** Cuts all connections, those that a fault keeps waiting too, and stops listening; again is no error. */
  close(): Promise<void>;
}

/** Creates a gate that hands every accepted socket, and which one it is, to `onConnection`. */
export function createGate(
  faults: Readonly<Faults>,
  onConnection: (socket: WebSocket, connection: number) => void,
): Gate {
  // The limit on requests is ours, with a JSON-RPC error; this one keeps memory bounded.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 2 * MOST_BYTES });
  const streams = new Set<Duplex>();
  let handshakes = 0;
  let accepted = 0;
  const http = createServer((_request, response) => {
    response.writeHead(426, { upgrade: "websocket", connection: "close" });
    response.end("This is a WebSocket endpoint.\n");
  });
  http.on("upgrade", (request, stream, head) => {
    handshakes += 1;
    streams.add(stream);
    stream.once("close", () => streams.delete(stream));
    // A client that hangs up before it is let in.
    stream.on("error", () => stream.destroy());
    if (faults.handshake === "stall") return;
    if (faults.handshake === "reject-429") {
      stream.end(
        "HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
      );
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      accepted += 1;
      onConnection(socket, accepted);
    });
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
