// What huggingface_hub is asked about a cache that holds `files`, and what it should say.
//   files: `{ repoId, revision, commit, path, size, sha256, rows }`, once for each revision that the commit is known by

/** Each `{ call, ask, repoId, revision, path, wanted }`, with `wanted` being `{ value }` or `{ outcome }`. */
export function askOffline(files) {
  const rows = files.find(({ rows: count, size }) => count > 0 && size < 10_000_000);
  const never = { repoId: rows.repoId, revision: rows.revision, wanted: { outcome: "not there" } };
  return [
    ...askFiles("hf_hub_download", "download", files),
    ...askFiles("hf_hub_download(local_files_only)", "local", files),
    ...askFiles("try_to_load_from_cache", "try", files),
    ...askSnapshots("snapshot_download(local_files_only)", "snapshot", files),
    { call: "scan_cache_dir", ask: "scan", wanted: { value: scan(files) } },
    { call: "hf_hub_download of another file", ask: "local", ...never, path: "never.jsonl" },
    {
      call: "hf_hub_download of another revision",
      ask: "local",
      ...never,
      revision: "nowhere",
      path: rows.path,
    },
    { call: "load_dataset(json, data_files)", ask: "json", ...toRows(rows) },
    { call: "load_dataset(folder, data_files)", ask: "folder", ...toRows(rows) },
    {
      call: "load_dataset(namespace/name) asks the Hub",
      ask: "dataset",
      ...rows,
      wanted: { outcome: "offline" },
    },
  ];
}

export function askFiles(call, ask, files) {
  return files.map(({ repoId, revision, path, commit, size, sha256 }) => {
    return { call, ask, repoId, revision, path, wanted: { value: { commit, size, sha256 } } };
  });
}

/** Of what `files` are: whole snapshots to whoever has no list of what else the Hub has. */
function askSnapshots(call, ask, files) {
  return listSnapshots(files).map(({ repoId, revision, commit, files: own }) => {
    const value = { commit, files: own.map(({ path, size, sha256 }) => ({ path, size, sha256 })) };
    return { call, ask, repoId, revision, wanted: { value } };
  });
}

export function listSnapshots(files) {
  const found = new Map();
  for (const file of files) {
    const { repoId, revision, commit } = file;
    const name = `${repoId}@${revision}`;
    const snapshot = found.get(name) ?? { repoId, revision, commit, files: [] };
    snapshot.files.push(file);
    found.set(name, snapshot);
  }
  // By code points, as Python sorts.
  for (const { files: own } of found.values()) own.sort(by(({ path }) => path));
  return [...found.values()];
}

function scan(files) {
  const repos = new Map();
  for (const { repoId, revision, commit, files: own } of listSnapshots(files)) {
    const revisions = repos.get(repoId) ?? new Map();
    const known = revisions.get(commit) ?? { commit, refs: [], files: own.length };
    if (revision !== commit) known.refs.push(revision);
    repos.set(repoId, revisions.set(commit, known));
  }
  const sorted = [...repos].toSorted(by(([repoId]) => repoId)).map(([repoId, revisions]) => ({
    repoId,
    type: "dataset",
    revisions: [...revisions.values()]
      .map((revision) => ({ ...revision, refs: revision.refs.toSorted(by((ref) => ref)) }))
      .toSorted(by(({ commit }) => commit)),
  }));
  return { warnings: [], incomplete: 0, repos: sorted };
}

function toRows({ repoId, revision, path, rows }) {
  return { repoId, revision, path, wanted: { value: rows } };
}

function by(keyOf) {
  return (a, b) => Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b)));
}
