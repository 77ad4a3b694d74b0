// A Hub under one fault, and what came of a download from it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startHubServer } from "@flock-tools/devnet";
import { COMMIT, createHubWorld, findFile, hashOf, REPO, TOKEN } from "./world.mjs";

/** How long a download may take, in seconds. The slowest that ends by itself waits for six answers, longer each time. */
const MOST_SECONDS = 60;
/** Below the home of a download; what gets out of it can be seen. */
const CACHE = "cache";

/** Lets a client download a file under a fault: `{ end, error, requests, leaked }`, as `Found` has them. */
export async function downloadUnderFault(test, tools) {
  const names = test.fault.nameFile === undefined ? [] : [test.fault.nameFile(outsideOf(tools))];
  const hub = await startHubServer({ world: createHubWorld({ names }) });
  const other = await startHubServer({ world: createHubWorld() });
  try {
    return await downloadFrom({ hub, other }, test, tools);
  } finally {
    await Promise.all([hub.close(), other.close()]);
  }
}

async function downloadFrom({ hub, other }, { fault, lfs, isOnce }, { client, home }) {
  const file = findFile({ size: fault.size ?? "small", lfs });
  const broken = breakHub(hub, { fault, isOnce, file, elsewhere: other.url });
  const asked = {
    seconds: MOST_SECONDS,
    endpoint: hub.url,
    token: fault.anonymous ? undefined : TOKEN,
    repoId: REPO,
    commit: COMMIT,
    path: file.path,
    all: fault.nameFile !== undefined,
    cache: join(home, CACHE),
  };
  const download = (signal = new AbortController().signal) => client.download(asked, { signal });
  const answers = await (fault.play ?? playOnce)({ download, struck: broken.struck });
  const requests = [...hub.requests, ...other.requests];
  const own = new URL(hub.url).host;
  const isOutside = existsSync(outsideOf({ home }));
  return {
    ...(isOutside
      ? { end: "outside" }
      : judge(answers, hashVersions(file, broken.countVersions()))),
    requests: requests.length,
    leaked: requests.some(
      ({ host, headers }) => host !== own && headers.authorization !== undefined,
    ),
  };
}

/** A file that is nobody's business, beside the folder of the cache. */
function outsideOf({ home }) {
  return join(home, "outside.jsonl");
}

async function playOnce({ download }) {
  return [await download()];
}

/** How many versions of the file there have been, and a promise of the first strike. */
function breakHub(hub, { fault, isOnce, file, elsewhere }) {
  let versions = 1;
  let turn = 0;
  let isBroken = false;
  const countVersions = () => versions;
  if (fault.nameFile !== undefined) return { countVersions };
  if (fault.change !== undefined) {
    hub.update(({ repos: [repo], ...world }) => ({ ...world, repos: fault.change(repo) }));
    return { countVersions };
  }
  const struck = new Promise((resolve) => {
    hub.use((request) => {
      if (fault.replaces && isBroken) {
        const version = versions;
        hub.update(() => createHubWorld({ version }));
        versions += 1;
        isBroken = false;
      }
      if (!fault.strikes(request)) return fault.otherwise?.();
      turn += 1;
      if (isOnce && turn > 1) return fault.otherwise?.();
      isBroken = true;
      resolve();
      return fault.fault(request, { elsewhere, file });
    });
  });
  return { countVersions, struck };
}

function hashVersions(file, count) {
  return Array.from({ length: count }, (_, version) => hashOf(file, version));
}

/** The worst of several. */
function judge(answers, hashes) {
  if (answers.some(({ sha256 }) => sha256 !== undefined && !hashes.includes(sha256))) {
    return { end: "wrong" };
  }
  if (answers.some(({ hangs }) => hangs)) return { end: "hangs" };
  const error = answers.find((answer) => answer.error !== undefined)?.error;
  return error === undefined ? { end: "right" } : { end: "error", error };
}
