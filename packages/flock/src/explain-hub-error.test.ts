import { FlockError } from "@flock-tools/core";
import { HubError, type HubErrorCode, HubIntegrityError } from "@flock-tools/hf";
import { describe, expect, it } from "vitest";
import { explainHubError } from "./explain-hub-error.ts";

describe("explainHubError", () => {
  it.each<[HubErrorCode, string]>([
    ["HUB_REPO_NOT_FOUND", "repo-not-found"],
    ["HUB_GATED", "gated"],
    ["HUB_FORBIDDEN", "forbidden"],
    ["HUB_REVISION_NOT_FOUND", "revision-not-found"],
    ["HUB_ENTRY_NOT_FOUND", "file-not-found"],
    ["HUB_TOO_LARGE", "too-large"],
  ])("%s skips: %s", (code, reason) => {
    const error = new HubError("as it was said", { code });
    expect(explainHubError(error)).toEqual({ status: "skipped", reason, detail: "as it was said" });
  });

  it.each<[HubErrorCode, string, boolean]>([
    ["HUB_RATE_LIMITED", "rate-limited", true],
    ["HUB_TIMEOUT", "timeout", true],
    ["HUB_NETWORK", "network", true],
    ["HUB_SERVER", "server-error", true],
    ["HUB_BAD_ANSWER", "bad-answer", false],
    ["HUB_INTEGRITY", "integrity", false],
  ])("%s fails: %s, retryable %s", (code, reason, retryable) => {
    const error =
      code === "HUB_INTEGRITY" ? new HubIntegrityError("x") : new HubError("x", { code });
    expect(explainHubError(error)).toEqual({ status: "failed", reason, retryable, detail: "x" });
  });

  it("takes the error's word that it may pass", () => {
    const cut = new HubIntegrityError("cut off", { retryable: true });
    expect(explainHubError(cut)).toMatchObject({ reason: "integrity", retryable: true });
    const refused = new HubError("by storage", { code: "HUB_FORBIDDEN", retryable: true });
    expect(explainHubError(refused)).toMatchObject({ reason: "server-error", retryable: true });
  });

  it.each([
    ["a refused token", new HubError("x", { code: "HUB_UNAUTHORIZED" })],
    ["a closed client", new HubError("x", { code: "HUB_CLOSED" })],
    ["the disk", new FlockError("x", { kind: "disk", code: "STORE_DISK_FULL" })],
    ["a bug", new TypeError("x")],
    ["what is no error", "x"],
  ])("leaves %s to the run", (_name, error) => {
    expect(explainHubError(error)).toBeUndefined();
  });
});
