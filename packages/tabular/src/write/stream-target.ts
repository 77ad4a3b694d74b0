import { createHash } from "node:crypto";
import type { Writable } from "node:stream";
import { type AbortOptions, raceAbort } from "@flock-tools/core";
import type { OpenTarget } from "./target.ts";

/** @throws the abort reason */
export async function openStreamTarget(
  stream: Writable,
  { signal }: AbortOptions,
): Promise<OpenTarget> {
  signal?.throwIfAborted();
  const hash = createHash("sha256");
  let bytes = 0;
  // Errors come back through the callback of `write`; the event would end the process if nobody listened.
  stream.on("error", ignore);
  return {
    path: undefined,
    async write(chunk) {
      const data = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      hash.update(data);
      bytes += data.length;
      await raceAbort(writeAll(stream, data), signal);
    },
    async commit() {
      signal?.throwIfAborted();
      stream.off("error", ignore);
      return { bytes, sha256: hash.digest("hex") };
    },
    // What a stream has taken cannot be called back. It may fail a moment later, so that the listener stays.
    abort: async () => {},
  };
}

function ignore(): void {}

/** Until the stream has passed all of it on: the chunk may be used again afterwards. */
function writeAll(stream: Writable, data: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => (error ? reject(error) : resolve()));
  });
}
