import { expect, it } from "vitest";
import { createProgressTracker } from "./progress-tracker.ts";
import type { SyncEvent } from "./sync-event.ts";

it("counts the bytes that came in, and not those that an earlier run had left", () => {
  const events: SyncEvent[] = [];
  const tracker = createProgressTracker(1, (event) => events.push(event));
  const about = { uid: 0, repoId: "a/b", commit: "c0ffee", path: "data.jsonl" };
  const download = tracker.startDownload(about);
  download.update({ received: 60, resumed: 60, size: 100 });
  download.update({ received: 90, resumed: 60, size: 100 });
  // What was there was wrong: it starts again.
  download.update({ received: 10, resumed: 0, size: 100 });
  const progress = events.flatMap((event) => (event.type === "progress" ? [event] : []));
  expect(progress.map(({ received }) => received)).toEqual([60, 90, 10]);
  expect(progress.map((event) => event.progress.receivedBytes)).toEqual([0, 30, 10]);
  expect(progress.map((event) => event.progress.knownBytes)).toEqual([100, 100, 100]);
});
