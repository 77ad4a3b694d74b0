import type { HubRequest } from "./hub-request.ts";
import { type Reply, textReply } from "./reply.ts";

/** A redirect in the form of the Hub. */
export function redirectReply(status: 302 | 307, location: string): Reply {
  const reason = status === 302 ? "Found" : "Temporary Redirect";
  return textReply(`${reason}. Redirecting to ${location}`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", location },
  });
}

/**
 * Where a request for a repository goes that has another name now: the same path under that name, on this host.
 * huggingface_hub takes a redirect to another host for that of a file's storage (utils/_http.py).
 */
export function moveRepo(
  { pathname, search }: Pick<HubRequest, "pathname" | "search">,
  from: string,
  to: string,
): string {
  const segments = pathname.split("/");
  const [namespace, name] = from.split("/");
  const at = segments.findIndex(
    (segment, index) =>
      decodeURIComponent(segment) === namespace &&
      decodeURIComponent(segments[index + 1] ?? "") === name,
  );
  if (at === -1) return pathname + search;
  return [...segments.slice(0, at), encodeId(to), ...segments.slice(at + 2)].join("/") + search;
}

function encodeId(repoId: string): string {
  return repoId.split("/").map(encodeURIComponent).join("/");
}
