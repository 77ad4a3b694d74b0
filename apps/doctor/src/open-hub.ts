import type { HubConfig } from "@flock-tools/cli";
import type { Hub } from "@flock-tools/hf";
import type { Examination } from "./check.ts";

/**
 * A Hub that is asked once and not again, and whose answers leave in `found` what their headers say of the time and of
 * limits.
 */
export async function openHub(
  { endpoint, token, proxy }: HubConfig,
  { timeoutMs, logger, found }: Examination,
): Promise<Hub> {
  const { createHub } = await import("@flock-tools/hf");
  const hub = createHub({
    endpoint,
    token,
    proxy,
    logger,
    retry: { attempts: 1, maxPauseMs: 0 },
    timeouts: { connectMs: timeoutMs, headersMs: timeoutMs, idleMs: timeoutMs, totalMs: timeoutMs },
  });
  const send: Hub["transport"]["send"] = async (request) => {
    const response = await hub.transport.send(request);
    const { status, headers, own } = response;
    if (!own) return response;
    if (status === 429) found.refusals.hub += 1;
    const there = Date.parse(String(headers["date"]));
    if (!Number.isNaN(there)) found.hubTime = { there, here: Date.now() };
    if (typeof headers["ratelimit"] === "string") found.hubLimits = headers["ratelimit"];
    return response;
  };
  return { ...hub, transport: { ...hub.transport, send } };
}
