// A worker that downloads one file, or all of a repository, with @huggingface/hub, to the disk.
import { createHash } from "node:crypto";
import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { downloadFileToCacheDir, snapshotDownload } from "@huggingface/hub";

const { endpoint, token, repoId, commit, path, cache, all } = workerData;
try {
  const options = {
    repo: { type: "dataset", name: repoId },
    revision: commit,
    hubUrl: endpoint,
    cacheDir: cache,
    ...(token && { accessToken: token }),
  };
  const pointer = all
    ? join(await snapshotDownload(options), path)
    : await downloadFileToCacheDir({ ...options, path });
  const found = await realpath(pointer);
  const sha256 = createHash("sha256")
    .update(await readFile(found))
    .digest("hex");
  parentPort.postMessage({ sha256, path: found }, []);
} catch (error) {
  parentPort.postMessage({ error: describe(error) }, []);
}

/** What it throws is no Error always: the failure of a body is a text. */
function describe(error) {
  if (typeof error === "string") return `the text "${error.replace(/\. .*/s, "")}"`;
  if (error.statusCode !== undefined) return `${error.constructor.name} ${error.statusCode}`;
  // What is quoted is another at each run: paths, names.
  return `${error.name}: ${error.code ?? error.message.split(/ ?["':]/)[0]}`;
}
