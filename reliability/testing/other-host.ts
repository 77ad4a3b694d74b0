import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A server at another origin than the Hub's, to which redirects lead. */
export interface RecordingHost extends AsyncDisposable {
  readonly url: string;
  /** The headers of every request, in order of arrival. */
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
}

/** Answers everything with the same bytes, which it promises to be right as only the Hub may. */
export async function startOtherHost(): Promise<RecordingHost> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const lie = Buffer.alloc(24_000, "lie\n");
  const server = createServer(({ url = "", headers }, response) => {
    requests.push({ path: url, headers });
    response.writeHead(200, {
      "content-length": lie.length,
      etag: `"${"2".repeat(40)}"`,
      "x-linked-etag": `"${"2".repeat(40)}"`,
      "x-linked-size": lie.length,
    });
    response.end(lie);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
