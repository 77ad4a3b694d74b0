import { request } from "node:http";
import { connect } from "node:net";

export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  /** Whether the body ended as HTTP says it should. */
  readonly isComplete: boolean;
  readonly error: string | undefined;
}

export interface ReadOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Hangs up on purpose after so many bytes of the body. */
  readonly stopAfter?: number;
}

/** Reads an answer as node:http gives it, whatever comes; follows nothing, decodes nothing, tries nothing again. */
export function readAnswer(
  url: string,
  { headers = {}, stopAfter = Infinity }: ReadOptions = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let error: string | undefined;
    let received = 0;
    const outgoing = request(url, { headers, agent: false }, (response) => {
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        received += chunk.length;
        if (received >= stopAfter) outgoing.destroy();
      });
      response.on("error", (cause: NodeJS.ErrnoException) => {
        error = cause.code;
      });
      response.on("close", () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks),
          isComplete: response.complete,
          error,
        }),
      );
    });
    outgoing.on("error", (cause: NodeJS.ErrnoException) => {
      error = cause.code;
      resolve({ status: undefined, headers: {}, body: Buffer.alloc(0), isComplete: false, error });
    });
    outgoing.end();
  });
}

/** Every byte that the server sends for a GET over a connection of its own, until it ends the connection. */
export function readBytes(url: string): Promise<{ head: string; body: Buffer }> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => {
      const bytes = Buffer.concat(chunks);
      const end = bytes.indexOf("\r\n\r\n");
      resolve({ head: bytes.subarray(0, end).toString("latin1"), body: bytes.subarray(end + 4) });
    });
    // Kept alive: if the connection ends, it is the server that ends it.
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
  });
}
