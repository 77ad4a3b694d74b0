// The Hubs that huggingface_hub and packages/hf both ask, and what both are asked.
import { createHash } from "node:crypto";
import { createWorld } from "@flock-tools/devnet";

const LARGE_CHUNKS = 320;
const CHUNK = Buffer.from("0123456789abcde\n".repeat(4096));
const NO_COMMIT = "f".repeat(40);
export const REPO = "acme/chat";
export const FIRST = "1".repeat(40);
export const SECOND = "2abcdef".padEnd(40, "2");
const PARQUET = "3".repeat(40);

/** Each with its devnet options and questions: `{ call, ask, repoId, revision?, path?, token? }`. */
export function listWorlds() {
  return [askDemo(createWorld("demo")), askAwkward()];
}

function askDemo(world) {
  const [{ token }] = world.hub.users;
  const find = (test) => world.truth.miners.find(test);
  const downloaded = find(({ expected }) => expected === "downloaded");
  const lfs = world.hub.repos.find((repo) => !repo.gated && hasLfs(repo));
  const [lfsCommit] = Object.keys(lfs.commits);
  const gated = find(({ expected }) => expected === "gated");
  const missing = find(({ expected }) => expected === "repo-not-found");
  const noRevision = find(({ expected }) => expected === "revision-not-found");
  const noFile = find(({ expected }) => expected === "file-not-found");
  const { repoId, commit } = downloaded;
  const file = { path: "data.jsonl" };
  const questions = [
    { call: "whoami", ask: "whoami", token },
    { call: "whoami (no token)", ask: "whoami" },
    { call: "whoami (unknown token)", ask: "whoami", token: "hf_unknown" },
    ...askAll("by branch", { repoId, revision: "main", ...file }),
    ...askAll("by commit", { repoId, revision: commit, ...file }),
    ...askAll("by shortened commit", { repoId, revision: commit.slice(0, 7), ...file }),
    ...askAll("with a token", { repoId, token, ...file }),
    ...askAll("LFS", { repoId: lfs.id, ...file }),
    ...askAll("LFS, by commit, with a token", {
      repoId: lfs.id,
      revision: lfsCommit,
      token,
      ...file,
    }),
    ...askAll("gated", { repoId: gated.repoId, ...file }),
    ...askAll("gated, by commit", { repoId: gated.repoId, revision: gated.commit, ...file }),
    ...askAll("gated, with a token", { repoId: gated.repoId, token, ...file }),
    ...askAll("no such repository", { repoId: missing.repoId, ...file }),
    ...askAll("no such repository, with a token", { repoId: missing.repoId, token, ...file }),
    ...askAll("unknown token", { repoId, token: "hf_unknown", ...file }),
    ...askAll("no such branch", { repoId, revision: "nowhere", ...file }),
    ...askFiles("no such commit", {
      repoId: noRevision.repoId,
      revision: noRevision.commit,
      ...file,
    }),
    ...askFiles("no such file", { repoId: noFile.repoId, ...file }),
    ...askFiles("no such file, by commit", {
      repoId: noFile.repoId,
      revision: noFile.commit,
      ...file,
    }),
  ];
  return { name: "demo", world, questions };
}

/** Names that need quoting, folders, an empty file, 20 MB of LFS, a tag, a branch with a slash, a repository that moved. */
export function createAwkwardRepos() {
  return [
    {
      id: REPO,
      refs: { main: SECOND, v1: FIRST, "refs/convert/parquet": PARQUET, "a/branch": FIRST },
      commits: {
        [FIRST]: [toFile("data.jsonl", '{"text":"old"}\n')],
        [SECOND]: listAwkwardFiles(),
        [PARQUET]: [toFile("default/0.parquet", "PAR1")],
      },
    },
    { id: "acme/former", renamedTo: REPO, refs: {}, commits: {} },
    { id: "acme/bare", refs: { main: FIRST }, commits: { [FIRST]: [] } },
  ];
}

function listAwkwardFiles() {
  return [
    toFile(".gitattributes", "*.jsonl filter=lfs\n"),
    toFile("README.md", "# Chat\n"),
    toFile("data.jsonl", '{"text":"\u{1F600}"}\n'),
    toFile("docs/deep/er/note%41.txt", "note\n"),
    toFile("docs/read me #1?.md", "# Really\n"),
    toFile("empty.txt", ""),
    largeFile("large/data.jsonl"),
    toFile("übung & [1].txt", "ü\n"),
  ];
}

function askAwkward() {
  const repoId = REPO;
  const repos = createAwkwardRepos();
  const world = createWorld("empty");
  const questions = [
    ...askAll("tag", { repoId, revision: "v1", path: "data.jsonl" }),
    ...askAll("branch with a slash", { repoId, revision: "a/branch", path: "data.jsonl" }),
    ...askAll("refs/convert/parquet", {
      repoId,
      revision: "refs/convert/parquet",
      path: "default/0.parquet",
    }),
    ...askAll("20 MB of LFS", { repoId, path: "large/data.jsonl" }),
    ...listAwkwardFiles().flatMap(({ path }) => askFiles(path, { repoId, path })),
    ...askFiles("no such file in a folder", { repoId, path: "docs/none.md" }),
    ...askFiles("a folder", { repoId, path: "docs" }),
    ...askFiles("no such commit", { repoId, revision: NO_COMMIT, path: "data.jsonl" }),
    ...askAll("renamed", { repoId: "acme/former", path: "data.jsonl" }),
    ...askFiles("empty repository", { repoId: "acme/bare", path: "data.jsonl" }),
    ...askRepo("empty repository", { repoId: "acme/bare" }),
  ];
  return { name: "awkward", world: { ...world, hub: { repos, users: [] } }, questions };
}

function askAll(what, { path, ...repo }) {
  return [...askRepo(what, repo), ...askFiles(what, { ...repo, path })];
}

function askRepo(what, repo) {
  return [
    { call: `dataset_info (${what})`, ask: "commit", ...repo },
    { call: `repo_info (${what})`, ask: "repo", ...repo },
    { call: `list_repo_files (${what})`, ask: "paths", ...repo },
    { call: `list_repo_tree (${what})`, ask: "tree", ...repo },
    { call: `snapshot_download (${what})`, ask: "snapshot", ...repo },
  ];
}

function askFiles(what, file) {
  return [
    { call: `get_hf_file_metadata (${what})`, ask: "promise", ...file },
    { call: `hf_hub_download (${what})`, ask: "file", ...file },
  ];
}

function hasLfs({ commits }) {
  return Object.values(commits).some((files) => files.some(({ lfs }) => lfs));
}

function toFile(path, text) {
  return { path, content: () => Buffer.from(text) };
}

function largeFile(path) {
  function* stream() {
    for (let index = 0; index < LARGE_CHUNKS; index += 1) yield CHUNK;
  }
  const hash = createHash("sha256");
  for (const chunk of stream()) hash.update(chunk);
  return {
    path,
    lfs: true,
    size: LARGE_CHUNKS * CHUNK.length,
    sha256: hash.digest("hex"),
    stream,
    content: () => Buffer.concat([...stream()]),
  };
}
