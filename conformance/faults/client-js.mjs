// A worker that downloads one file with @huggingface/hub, to the disk.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { downloadFileToCacheDir } from "@huggingface/hub";

const { endpoint, token, repoId, commit, path, cache } = workerData;
try {
  const found = await downloadFileToCacheDir({
    repo: { type: "dataset", name: repoId },
    revision: commit,
    path,
    hubUrl: endpoint,
    cacheDir: cache,
    ...(token && { accessToken: token }),
  });
  const sha256 = createHash("sha256")
    .update(await readFile(found))
    .digest("hex");
  parentPort.postMessage({ sha256 }, []);
} catch (error) {
  parentPort.postMessage({ error: describe(error) }, []);
}

/** What it throws is no Error always: the failure of a body is a text. */
function describe(error) {
  if (typeof error === "string") return `the text "${error.replace(/\. .*/s, "")}"`;
  if (error.statusCode !== undefined) return `${error.constructor.name} ${error.statusCode}`;
  return `${error.name}: ${error.message}`;
}
