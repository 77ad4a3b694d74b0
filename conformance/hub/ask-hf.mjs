// What packages/hf says to the same questions.
import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import {
  createHub,
  fetchFile,
  getCommitHash,
  getFileInfo,
  getWhoami,
  listFiles,
} from "@flock-tools/hf";

const MOST_BYTES = 2 ** 30;

const OUTCOMES = {
  HUB_GATED: "gated",
  HUB_REPO_NOT_FOUND: "no repository",
  HUB_REVISION_NOT_FOUND: "no revision",
  HUB_ENTRY_NOT_FOUND: "no file",
  HUB_UNAUTHORIZED: "unauthorized",
};

const ASKS = {
  whoami: async (hub) => (await getWhoami(hub)).name,
  commit: async (hub, { repoId, revision = "main" }) =>
    await getCommitHash(hub, { repoId, revision }),
  repo: async (hub, question) => ({
    commit: await findCommit(hub, question),
    files: (await list(hub, question)).map(({ path, size, oid, sha256 }) => [
      path,
      size,
      sha256 ?? oid,
    ]),
  }),
  paths: async (hub, question) => (await list(hub, question)).map(({ path }) => path),
  tree: async (hub, question) =>
    (await list(hub, question)).map(({ path, size, oid, sha256 = null }) => [
      path,
      size,
      oid,
      sha256,
    ]),
  promise: async (hub, { path, ...question }) => {
    const { repoId } = question;
    const commit = await findCommit(hub, question);
    return { commit, ...(await getFileInfo(hub, { repoId, commit, path })) };
  },
  file: async (hub, { path, ...question }, folder) => {
    const commit = await findCommit(hub, question);
    const { size, sha256, etag } = await fetchOne(hub, { ...question, commit, path }, folder);
    return { commit, etag, size, sha256 };
  },
  snapshot: async (hub, question, folder) => {
    const commit = await findCommit(hub, question);
    const files = [];
    for (const { path } of await list(hub, { ...question, revision: commit })) {
      const { size, sha256 } = await fetchOne(hub, { ...question, commit, path }, folder);
      files.push({ path, size, sha256 });
    }
    return { commit, files };
  },
};

/** `{ value }`, or `{ outcome }`, in words, of what is thrown. */
export async function askHf(endpoint, { ask, token, ...question }, folder) {
  const hub = createHub({ endpoint, token });
  try {
    return { value: await ASKS[ask](hub, question, folder) };
  } catch (error) {
    return { outcome: OUTCOMES[error.code] ?? `${error.code}: ${error.message}` };
  } finally {
    await hub.close();
  }
}

async function findCommit(hub, { repoId, revision = "main" }) {
  return /^[0-9a-f]{40}$/.test(revision)
    ? revision
    : await getCommitHash(hub, { repoId, revision });
}

async function list(hub, { repoId, revision = "main" }) {
  const files = [];
  for await (const file of listFiles(hub, { repoId, revision })) files.push(file);
  // By code points, as Python sorts.
  return files.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

async function fetchOne(hub, { repoId, commit, path }, folder) {
  const name = createHash("sha256").update(path).digest("hex");
  const home = mkdtempSync(join(folder, "hf-"));
  const partial = { path: join(home, name), etagPath: join(home, `${name}.etag`) };
  const found = await fetchFile(hub, { repoId, commit, path, partial, maxBytes: MOST_BYTES });
  return { ...found, etag: found.gitSha1 ?? found.sha256 };
}
