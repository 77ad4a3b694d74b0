import type { Clock } from "@flock-tools/core";
import type { HubWorld, WorldFile, WorldRepo } from "../world.ts";
import type { TreeReader } from "./answer-tree.ts";
import type { FileFactsReader } from "./file-facts.ts";
import { moveRepo, redirectReply } from "./redirect.ts";
import { errorReply, type Reply } from "./reply.ts";
import { findCommit } from "./revision.ts";
import type { UrlSigner } from "./signed-url.ts";

/** One request, as the answers see it. */
export interface HubRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly pathname: string;
  /** With its `?`, or empty. */
  readonly search: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty but for POST. */
  readonly body: Uint8Array;
}

/** What the answers are made from. */
export interface HubState {
  readonly repos: ReadonlyMap<string, WorldRepo>;
  readonly users: HubWorld["users"];
  readonly readFacts: FileFactsReader;
  readonly readTree: TreeReader;
  readonly signer: UrlSigner;
  readonly clock: Clock;
  /** Most entries of one page of a tree. */
  readonly pageSize: number;
}

/** One repository at one commit. */
export interface Snapshot {
  readonly repo: WorldRepo;
  readonly commit: string;
  readonly files: readonly WorldFile[];
}

export type Found<T> = { readonly found: T } | { readonly refusal: Reply };

/** The host name and port that the client called. */
export function readHost({ headers }: HubRequest): string {
  return headers["host"] ?? "127.0.0.1";
}

/** Whether a parameter of a query or form is set: Python writes `True`. */
export function isTrue(value: string | null): boolean {
  return value?.toLowerCase() === "true" || value === "1";
}

/** The name of the token's user, or nothing for an anonymous request; an unknown token is refused, as on the Hub. */
export function findUser(state: HubState, request: HubRequest): Found<string | undefined> {
  const header = request.headers["authorization"];
  if (header === undefined) return { found: undefined };
  const token = header.replace(/^Bearer /i, "");
  const user = state.users.find((candidate) => candidate.token === token);
  if (user !== undefined) return { found: user.name };
  const message = "Invalid credentials in Authorization header";
  return { refusal: errorReply({ status: 401, message }) };
}

/** The repository that a request may see. */
function findRepo(state: HubState, request: HubRequest, repoId: string): Found<WorldRepo> {
  const user = findUser(state, request);
  if ("refusal" in user) return user;
  const repo = state.repos.get(repoId);
  if (repo === undefined) return { refusal: refuseMissing(user.found) };
  if (repo.renamedTo !== undefined) {
    return { refusal: redirectReply(307, moveRepo(request, repoId, repo.renamedTo)) };
  }
  return { found: repo };
}

/** The files of a repository at the commit that `revision` stands for. */
export function findSnapshot(
  state: HubState,
  request: HubRequest,
  { repoId, revision }: { repoId: string; revision: string },
): Found<Snapshot> {
  const repo = findRepo(state, request, repoId);
  if ("refusal" in repo) return repo;
  const commit = findCommit(repo.found, revision);
  const files = commit === undefined ? undefined : repo.found.commits[commit];
  if (commit === undefined || files === undefined) {
    return { refusal: refuseRevision(revision) };
  }
  return { found: { repo: repo.found, commit, files } };
}

/**
 * The same for who wants bytes. Only these are behind a gate: what a gated repository is, and which files it has, the Hub
 * tells everybody (huggingface/huggingface_hub#2457, huggingface/huggingface.js#945).
 */
export function findOpenSnapshot(
  state: HubState,
  request: HubRequest,
  target: { repoId: string; revision: string },
): Found<Snapshot> {
  const snapshot = findSnapshot(state, request, target);
  const isGated = state.repos.get(target.repoId)?.gated === true;
  const user = findUser(state, request);
  if (isGated && "found" in user && user.found === undefined) {
    return { refusal: refuseGated(target.repoId, user.found) };
  }
  return snapshot;
}

/** Of a path that is not in a snapshot. */
export function refuseEntry({ commit }: Snapshot): Reply {
  return errorReply({
    status: 404,
    code: "EntryNotFound",
    message: "Entry not found",
    headers: { "x-repo-commit": commit },
  });
}

/** Of a revision that a repository does not have. */
export function refuseRevision(revision: string): Reply {
  const message = `Invalid rev id: ${revision}`;
  return errorReply({ status: 404, code: "RevisionNotFound", message });
}

/** The Hub does not tell an anonymous client whether a repository is private or missing. */
export function refuseMissing(user: string | undefined): Reply {
  return user === undefined
    ? errorReply({ status: 401, code: "RepoNotFound", message: "Invalid username or password." })
    : errorReply({ status: 404, code: "RepoNotFound", message: "Repository not found" });
}

/** Of files behind a gate, to somebody unknown or to a user who has not been let in. */
export function refuseGated(repoId: string, user: string | undefined): Reply {
  const restricted = `Access to dataset ${repoId} is restricted`;
  if (user === undefined) {
    const message = `${restricted}. You must have access to it and be authenticated to access it. Please log in.`;
    return errorReply({ status: 401, code: "GatedRepo", message });
  }
  // As quoted in huggingface/dataset-viewer#2083.
  const message =
    `${restricted} and you are not in the authorized list. ` +
    `Visit https://huggingface.co/datasets/${repoId} to ask for access.`;
  return errorReply({ status: 403, code: "GatedRepo", message });
}
