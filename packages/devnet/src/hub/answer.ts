import { answerInfo, answerWhoami } from "./answer-info.ts";
import { answerCache, answerLfs, answerResolve } from "./answer-resolve.ts";
import { answerPathsInfo, answerTree } from "./answer-tree.ts";
import type { HubRequest, HubState } from "./hub-request.ts";
import { answerLoop } from "./replace-answer.ts";
import { errorReply, type Reply } from "./reply.ts";
import type { Route } from "./route.ts";

/** The answer to one request, in the protocol that the JavaScript and the Python client of the Hub speak. */
export function answer(state: HubState, route: Route, request: HubRequest): Reply {
  switch (route.kind) {
    case "whoami":
      return answerWhoami(state, request);
    case "api-info":
      return answerInfo(state, request, route);
    case "tree":
      return answerTree(state, request, route);
    case "paths-info":
      return answerPathsInfo(state, request, route);
    case "resolve":
      return answerResolve(state, request, route);
    case "content":
      return route.store === "lfs"
        ? answerLfs(state, request, route)
        : answerCache(state, request, route);
    case "other":
      return answerLoop(request.pathname) ?? errorReply({ status: 404, message: "Not Found" });
    default:
      return route satisfies never;
  }
}
