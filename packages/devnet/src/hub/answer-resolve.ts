import type { WorldFile } from "../world.ts";
import { type FileFacts, fileBody } from "./file-facts.ts";
import {
  findOpenSnapshot,
  type HubRequest,
  type HubState,
  readHost,
  refuseEntry,
} from "./hub-request.ts";
import { parseRange } from "./range.ts";
import { bytesBody, errorReply, type Reply, sliceBody, textReply } from "./reply.ts";

const SIGNED_SECONDS = 3600;

interface FileTarget {
  readonly repoId: string;
  readonly revision: string;
  readonly path: string;
}

/** The first hop: never the bytes, always where they are and what they must be. */
export function answerResolve(state: HubState, request: HubRequest, target: FileTarget): Reply {
  const snapshot = findOpenSnapshot(state, request, target);
  if ("refusal" in snapshot) return snapshot.refusal;
  const { repo, commit, files } = snapshot.found;
  const file = findFile(files, target.path);
  if (file === undefined) return refuseEntry(snapshot.found);
  const facts = state.readFacts(file);
  const isLfs = facts.sha256 !== undefined;
  const location = isLfs
    ? locateLfs(state, request, `/lfs/${repo.id}/${facts.sha256}`)
    : `/api/resolve-cache/datasets/${repo.id}/${commit}/${encodePath(target.path)}`;
  const status = isLfs ? 302 : 307;
  return textReply(`${isLfs ? "Found" : "Temporary Redirect"}. Redirecting to ${location}`, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      location,
      "accept-ranges": "bytes",
      etag: etagOf(facts),
      "x-repo-commit": commit,
      ...linkedSize(file, facts),
      "x-linked-etag": etagOf(facts),
    },
  });
}

/** The second hop of a regular file, on the Hub's own host. */
export function answerCache(state: HubState, request: HubRequest, target: FileTarget): Reply {
  const snapshot = findOpenSnapshot(state, request, target);
  if ("refusal" in snapshot) return snapshot.refusal;
  const file = findFile(snapshot.found.files, target.path);
  if (file === undefined) return refuseEntry(snapshot.found);
  const facts = state.readFacts(file);
  return answerFile(request, file, {
    facts,
    headers: {
      "x-repo-commit": snapshot.found.commit,
      ...linkedSize(file, facts),
      "x-linked-etag": etagOf(facts),
    },
  });
}

/** The second hop of an LFS file, at a host that knows signatures and no tokens. */
export function answerLfs(
  state: HubState,
  request: HubRequest,
  target: { repoId: string; sha256: string },
): Reply {
  // Object stores refuse a signed URL that comes with another authentication: a client that forwards its token learns.
  if (request.headers["authorization"] !== undefined) {
    return refuseLfs(400, "InvalidArgument");
  }
  const now = state.clock() / 1000;
  if (!state.signer.isValid(request.pathname, new URLSearchParams(request.search), now)) {
    return refuseLfs(403, "AccessDenied");
  }
  const commits = Object.values(state.repos.get(target.repoId)?.commits ?? {});
  for (const file of commits.flat()) {
    const facts = file.lfs === true ? state.readFacts(file) : undefined;
    if (facts?.sha256 === target.sha256) return answerFile(request, file, { facts, headers: {} });
  }
  return refuseLfs(404, "NoSuchKey");
}

function answerFile(
  request: HubRequest,
  file: WorldFile,
  { facts, headers }: { facts: FileFacts; headers: Readonly<Record<string, string>> },
): Reply {
  const etag = etagOf(facts);
  const body = fileBody(file, facts);
  const common = {
    "content-type":
      facts.sha256 === undefined ? "text/plain; charset=utf-8" : "binary/octet-stream",
    "accept-ranges": "bytes",
    etag,
    ...headers,
  };
  if (request.headers["if-none-match"] === etag) {
    return { status: 304, headers: common, body: bytesBody(Buffer.alloc(0)) };
  }
  const ifRange = request.headers["if-range"];
  const isCurrent = ifRange === undefined || ifRange === etag;
  const range = isCurrent ? parseRange(request.headers["range"], facts.size) : undefined;
  const { undeclared, gzip } = file;
  if (range === undefined) return { status: 200, headers: common, body, undeclared, gzip };
  if (range === "unsatisfiable") {
    return errorReply({
      status: 416,
      message: "Range Not Satisfiable",
      headers: { etag, "content-range": `bytes */${facts.size}` },
    });
  }
  const contentRange = `bytes ${range.start}-${range.end - 1}/${facts.size}`;
  return {
    status: 206,
    headers: { ...common, "content-range": contentRange },
    body: sliceBody(body, range.start, range.end),
  };
}

// What stands under the path of a submodule is in another repository.
function findFile(files: readonly WorldFile[], path: string): WorldFile | undefined {
  return files.find((file) => file.path === path && file.submodule !== true);
}

function linkedSize({ undeclared }: WorldFile, { size }: FileFacts): Record<string, string> {
  return undeclared === true ? {} : { "x-linked-size": String(size) };
}

// The Hub serves LFS files from another origin. Here it is the other name of the same loopback server.
function locateLfs({ signer, clock }: HubState, request: HubRequest, path: string): string {
  const host = readHost(request);
  const other = host.startsWith("localhost")
    ? host.replace("localhost", "127.0.0.1")
    : host.replace(/^(?:127\.0\.0\.1|\[::1\])/, "localhost");
  const expiresAt = Math.floor(clock() / 1000) + SIGNED_SECONDS;
  return `http://${other}${signer.sign(path, expiresAt)}`;
}

function etagOf({ sha256, oid }: FileFacts): string {
  return `"${sha256 ?? oid}"`;
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function refuseLfs(status: number, code: string): Reply {
  return textReply(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`, {
    status,
    headers: { "content-type": "application/xml" },
  });
}
