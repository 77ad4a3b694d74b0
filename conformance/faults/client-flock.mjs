// A worker that downloads one file with packages/hf, as packages/flock calls it.
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { createHub, fetchFile } from "@flock-tools/hf";

const MOST_BYTES = 2 ** 30;

const { endpoint, token, repoId, commit, path, cache, timeoutMs } = workerData;
const timeouts = { connectMs: timeoutMs, headersMs: timeoutMs, idleMs: timeoutMs };
const hub = createHub({ endpoint, token, timeouts });
try {
  await mkdir(cache, { recursive: true });
  const partial = { path: join(cache, "part"), etagPath: join(cache, "part.etag") };
  await fetchFile(hub, { repoId, commit, path, partial, maxBytes: MOST_BYTES });
  const sha256 = createHash("sha256")
    .update(await readFile(partial.path))
    .digest("hex");
  parentPort.postMessage({ sha256 }, []);
} catch (error) {
  parentPort.postMessage({ error: error.code ?? `${error.name}: ${error.message}` }, []);
} finally {
  await hub.close();
}
