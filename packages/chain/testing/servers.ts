import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";

/** A TCP server on loopback that hands every connection to `serve`; returns `host:port`. */
export async function listenTcp(serve: (socket: Socket) => void): Promise<string> {
  return listen(createTcpServer(serve));
}

/** An HTTP server that answers every upgrade with `head`, raw, and closes; returns `host:port`. */
export async function listenUpgrade(head: string): Promise<string> {
  const server = createServer();
  server.on("upgrade", (_request, socket) => socket.end(`${head}\r\n\r\n`));
  return listen(server);
}

/** A WebSocket server; `serve` has each connection; returns `ws://host:port`. */
export async function listenWebSocket(serve: (socket: WebSocket) => void): Promise<string> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", serve);
  return `ws://${await listen(server)}`;
}

/** What a request is answered with: a whole message, or undefined for never. */
export type Answer = (request: { id: number; method: string; params: unknown[] }) => unknown;

/** A WebSocket server that answers each JSON-RPC request by `answer`; returns `ws://host:port`. */
export function listenRpc(answer: Answer): Promise<string> {
  return listenWebSocket((socket) => {
    socket.on("message", (data: Buffer) => {
      const request = JSON.parse(data.toString("utf8")) as Parameters<Answer>[0];
      const message = answer(request);
      if (message !== undefined) socket.send(JSON.stringify(message));
    });
  });
}

async function listen(server: Server | HttpServer): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A loopback address, `host:port`, where nothing listens. */
export async function unusedAddress(): Promise<string> {
  const server = createTcpServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `127.0.0.1:${port}`;
}
