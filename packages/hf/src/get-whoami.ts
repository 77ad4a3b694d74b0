import type { AbortOptions } from "@flock-tools/core";
import { createApiFetch, createBadAnswer, toApiError } from "./api.ts";
import { withCallScope } from "./call-scope.ts";
import type { Hub } from "./hub.ts";

/**
 * Whose token it is: one request.
 *
 * @throws HubError `HUB_UNAUTHORIZED` if there is no token or it is refused, and others
 * @throws the abort reason
 */
export async function getWhoami(
  hub: Hub,
  { signal }: AbortOptions = {},
): Promise<{ readonly name: string }> {
  return await withCallScope(hub.transport, { signal }, async (scope) => {
    const { whoAmI } = await import("@huggingface/hub");
    const who = await whoAmI({
      // The library wants a token that starts with hf_ and puts it into a header that our fetch does not look at.
      accessToken: "hf_",
      hubUrl: hub.endpoint,
      fetch: createApiFetch(hub, scope),
    }).catch((error: unknown) => {
      throw toApiError(error);
    });
    if (typeof who.name === "string") return { name: who.name };
    throw createBadAnswer("whoami has no name");
  });
}
