// A TCP relay on loopback that counts what passes each way.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Relays to `url`, a ws:// URL: `{ url, take(), close() }`; `take` gives the bytes since it was last called. */
export async function countBytes(url) {
  const { hostname, port } = new URL(url);
  const bytes = { sent: 0, received: 0 };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on("data", (chunk) => (bytes.sent += chunk.length)).pipe(far);
    far.on("data", (chunk) => (bytes.received += chunk.length)).pipe(near);
    for (const socket of [near, far]) socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    take() {
      const taken = { ...bytes };
      bytes.sent = 0;
      bytes.received = 0;
      return taken;
    },
    async close() {
      server.close();
      await once(server, "close");
    },
  };
}
