// A Hub under one fault, and what came of a download from it.
import { startHubServer } from "@flock-tools/devnet";
import { COMMIT, createHubWorld, findFile, hashOf, REPO, TOKEN } from "./world.mjs";

/** How long a download may take, in seconds. The slowest that ends by itself waits for six answers, longer each time. */
const MOST_SECONDS = 60;

/** Lets a client download a file under a fault: `{ end, error, requests, leaked }`, as `Found` has them. */
export async function downloadUnderFault(test, tools) {
  const hub = await startHubServer({ world: createHubWorld() });
  const other = await startHubServer({ world: createHubWorld() });
  try {
    return await downloadFrom({ hub, other }, test, tools);
  } finally {
    await Promise.all([hub.close(), other.close()]);
  }
}

async function downloadFrom({ hub, other }, { fault, lfs, isOnce }, { client, cache }) {
  const file = findFile({ size: fault.size ?? "small", lfs });
  const countVersions = breakHub(hub, { fault, isOnce, file, elsewhere: other.url });
  const answer = await client.download({
    seconds: MOST_SECONDS,
    endpoint: hub.url,
    token: fault.anonymous ? undefined : TOKEN,
    repoId: REPO,
    commit: COMMIT,
    path: file.path,
    cache,
  });
  const requests = [...hub.requests, ...other.requests];
  const own = new URL(hub.url).host;
  return {
    ...judge(answer, { file, versions: countVersions() }),
    requests: requests.length,
    leaked: requests.some(
      ({ host, headers }) => host !== own && headers.authorization !== undefined,
    ),
  };
}

/** Returns how many versions of the file there have been. */
function breakHub(hub, { fault, isOnce, file, elsewhere }) {
  let versions = 1;
  let turn = 0;
  let isBroken = false;
  if (fault.change) {
    hub.update(({ repos: [repo], ...world }) => ({ ...world, repos: fault.change(repo) }));
    return () => versions;
  }
  hub.use((request) => {
    if (fault.replaces && isBroken) {
      const version = versions;
      hub.update(() => createHubWorld(version));
      versions += 1;
      isBroken = false;
    }
    if (!fault.strikes(request)) return undefined;
    turn += 1;
    if (isOnce && turn > 1) return undefined;
    isBroken = true;
    return fault.fault(request, { elsewhere, file });
  });
  return () => versions;
}

function judge({ sha256, hangs, error }, { file, versions }) {
  if (hangs) return { end: "hangs" };
  if (error !== undefined) return { end: "error", error };
  const hashes = Array.from({ length: versions }, (_, version) => hashOf(file, version));
  return { end: hashes.includes(sha256) ? "right" : "wrong" };
}
