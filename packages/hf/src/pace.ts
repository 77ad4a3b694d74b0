import type { Clock } from "@flock-tools/core";
import { HubError } from "./errors.ts";
import { describeUrl } from "./urls.ts";

/** Less is as good as nothing: a body that brings one byte now and then would never be idle, and never end. */
const MIN_BYTES_PER_SECOND = 100;

export interface PaceOptions {
  readonly clock: Clock;
  /** The span over which the pace is taken, in milliseconds. */
  readonly windowMs: number;
  readonly url: URL;
}

/**
 * A function to call with the length of each piece of a body.
 *
 * @throws HubError `HUB_TIMEOUT` from that function, if next to nothing came within a whole window
 */
export function createPaceCheck({ clock, windowMs, url }: PaceOptions): (length: number) => void {
  let since = clock();
  let bytes = 0;
  return (length) => {
    bytes += length;
    const elapsed = clock() - since;
    if (elapsed < windowMs) return;
    if (bytes * 1000 < elapsed * MIN_BYTES_PER_SECOND) {
      throw new HubError(`only ${bytes} bytes came in ${Math.round(elapsed / 1000)} s`, {
        code: "HUB_TIMEOUT",
        retryable: true,
        details: describeUrl(url),
      });
    }
    since = clock();
    bytes = 0;
  };
}
