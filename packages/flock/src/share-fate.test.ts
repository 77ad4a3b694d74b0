import { raceAbort } from "@flock-tools/core";
import { expect, it } from "vitest";
import { shareFate } from "./share-fate.ts";

const never = new Promise<never>(() => {});

it("gives the results in order", async () => {
  const slow = Promise.resolve().then(() => "slow");
  expect(await shareFate(undefined, () => [slow, Promise.resolve("fast")])).toEqual([
    "slow",
    "fast",
  ]);
});

it("stops the others when one fails, and waits for them", async () => {
  const failure = new Error("disk full");
  const stopped: unknown[] = [];
  const run = shareFate(undefined, (signal) => [
    raceAbort(never, signal).catch((error: unknown) => {
      stopped.push(error);
      throw new Error("wrapped", { cause: error });
    }),
    Promise.reject(failure),
  ]);
  await expect(run).rejects.toBe(failure);
  expect(stopped).toEqual([failure]);
});

it("rejects with the very reason of the outer signal", async () => {
  const controller = new AbortController();
  const reason = new Error("stop");
  const run = shareFate(controller.signal, (signal) => [raceAbort(never, signal)]);
  controller.abort(reason);
  await expect(run).rejects.toBe(reason);
  let started = false;
  const late = shareFate(controller.signal, () => {
    started = true;
    return [];
  });
  await expect(late).rejects.toBe(reason);
  expect(started).toBe(false);
});
