import type { Clock } from "@flock-tools/core";
import { HubError } from "./errors.ts";
import { describeUrl } from "./urls.ts";

/** How slow a body may be. */
export interface Pace {
  readonly clock: Clock;
  /** The span over which the pace is taken, in milliseconds. */
  readonly windowMs: number;
  /** Less is as good as nothing: a body that brings one byte now and then would never be idle, and never end. */
  readonly minBytesPerSecond: number;
}

/**
 * A function to call with the length of each piece of a body from `url`.
 *
 * @throws HubError `HUB_TIMEOUT` from that function, if less than the pace came within a whole window
 */
export function createPaceCheck(
  { clock, windowMs, minBytesPerSecond }: Pace,
  url: URL,
): (length: number) => void {
  let since = clock();
  let bytes = 0;
  return (length) => {
    bytes += length;
    const elapsed = clock() - since;
    if (elapsed < windowMs) return;
    if (bytes * 1000 < elapsed * minBytesPerSecond) {
      throw new HubError(`only ${bytes} bytes came in ${Math.round(elapsed / 1000)} s`, {
        code: "HUB_TIMEOUT",
        retryable: true,
        details: describeUrl(url),
        next: "check the connection; with a slow one, lower the concurrency",
      });
    }
    since = clock();
    bytes = 0;
  };
}
