import type { AnswerFault, Fault } from "./fault.ts";
import { type HubRequest, refuseGated, refuseMissing, refuseRevision } from "./hub-request.ts";
import { moveRepo, redirectReply } from "./redirect.ts";
import { type Reply, textReply } from "./reply.ts";
import type { Route } from "./route.ts";

/** What a fault has to know of the request whose answer it spoils. */
export interface FaultyRequest {
  readonly route: Route;
  readonly request: Pick<HubRequest, "pathname" | "search">;
  /** The name of the token's user; undefined for anonymous requests and unknown tokens. */
  readonly user: string | undefined;
}

const COMMIT_HASH = /^[0-9a-f]{7,40}$/;

/**
 * The request as it is answered under a fault: one that leaves ranges unanswered, or that holds conditions against
 * another ETag than the file's.
 */
export function changeRequest(request: HubRequest, fault: Fault | undefined): HubRequest {
  if (fault?.type !== "no-range" && fault?.type !== "etag") return request;
  const { range, "if-range": ifRange, "if-none-match": _, ...headers } = request.headers;
  const isCurrent = ifRange === undefined || (fault.type === "etag" && ifRange === fault.etag);
  const isHonoured = fault.type === "etag" && range !== undefined && isCurrent;
  return { ...request, headers: isHonoured ? { ...headers, range } : headers };
}

/** The answer that a fault puts in the place of the one that was due; that one where it would not be the Hub's. */
export function replaceAnswer(due: Reply, fault: AnswerFault, asked: FaultyRequest): Reply {
  switch (fault.type) {
    case "status":
      return replaceReply(fault);
    case "redirect":
      return redirectReply(302, fault.location);
    case "redirect-loop":
      return redirectReply(302, LOOP[0]);
    case "renamed":
    case "deleted":
    case "gated":
    case "force-pushed":
      return answerForRepo(due, fault, asked);
    default:
      return fault satisfies never;
  }
}

type RepoFault = Extract<AnswerFault, { type: "renamed" | "deleted" | "gated" | "force-pushed" }>;

function answerForRepo(
  due: Reply,
  fault: RepoFault,
  { route, request, user }: FaultyRequest,
): Reply {
  // The store of LFS files knows neither repositories nor commits.
  if (!("revision" in route)) return due;
  const { repoId, revision, kind } = route;
  switch (fault.type) {
    case "renamed":
      return redirectReply(307, moveRepo(request, repoId, fault.to));
    case "deleted":
      return refuseMissing(user);
    case "gated":
      return kind === "resolve" || kind === "content" ? refuseGated(repoId, user) : due;
    case "force-pushed":
      return COMMIT_HASH.test(revision) ? refuseRevision(revision) : due;
    default:
      return fault satisfies never;
  }
}

/** Two addresses that lead to each other. */
const LOOP = ["/redirect-loop/1", "/redirect-loop/2"] as const;

/** The answer at an address of the redirect loop; undefined at any other. */
export function answerLoop(pathname: string): Reply | undefined {
  const at = LOOP.findIndex((path) => path === pathname);
  return at === -1 ? undefined : redirectReply(302, LOOP[at === 0 ? 1 : 0]);
}

function replaceReply({
  status,
  headers = {},
  body = "",
}: AnswerFault & { type: "status" }): Reply {
  return textReply(body, { status, headers: { "content-type": "text/plain", ...headers } });
}
