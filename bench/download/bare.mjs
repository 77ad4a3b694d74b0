// The floor: an undici loop that follows the one redirect, hashes and writes, and checks nothing.
//   node bare.mjs HUB_URL TARGETS_JSON OUT_DIR CONCURRENCY     prints the seconds of the loop
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Agent, request } from "undici";

const [hub, targetsPath, out, concurrency] = process.argv.slice(2);
const targets = JSON.parse(readFileSync(targetsPath, "utf8"));
const dispatcher = new Agent({ connections: Number(concurrency) });
mkdirSync(out, { recursive: true });

async function download({ uid, repoId, commit }) {
  let url = new URL(`/datasets/${repoId}/resolve/${commit}/data.jsonl`, hub);
  let response = await request(url, { dispatcher });
  while (response.headers.location !== undefined) {
    await response.body.dump();
    url = new URL(response.headers.location, url);
    response = await request(url, { dispatcher });
  }
  const hash = createHash("sha256");
  const file = await open(join(out, `${uid}.jsonl`), "w");
  for await (const chunk of response.body) {
    hash.update(chunk);
    await file.write(chunk);
  }
  await file.close();
  hash.digest("hex");
}

const started = performance.now();
const queue = targets.values();
await Promise.all(
  Array.from({ length: Number(concurrency) }, async () => {
    for (const target of queue) await download(target);
  }),
);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
await dispatcher.close();
