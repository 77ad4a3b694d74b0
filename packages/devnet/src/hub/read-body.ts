import type { IncomingMessage } from "node:http";

const MAX_BODY = 1_048_576;

/** The body of a request, of at most 1 MiB; what comes after that is dropped. */
export async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  if (incoming.method !== "POST") return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    if (size < MAX_BODY) chunks.push(chunk.subarray(0, MAX_BODY - size));
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}
