import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Env } from "./env.ts";
import { readHubCache } from "./hub-cache.ts";

const read = (env: Env): string => readHubCache({ env, cwd: "/here", home: "/home/me" }).folder;

describe("the cache of huggingface_hub", () => {
  // What huggingface_hub.constants.HF_HUB_CACHE is under the same variables.
  it.each([
    [{}, "/home/me/.cache/huggingface/hub"],
    [{ XDG_CACHE_HOME: "/xdg" }, "/xdg/huggingface/hub"],
    [{ XDG_CACHE_HOME: "/xdg", HF_HOME: "~/hf" }, "/home/me/hf/hub"],
    [{ HF_HOME: "$BIG/hf", BIG: "/big" }, "/big/hf/hub"],
    [{ HF_HOME: "$BIG/hf" }, "/here/$BIG/hf/hub"],
    [{ HF_HOME: "/hf", HUGGINGFACE_HUB_CACHE: "/former" }, "/former"],
    [{ HF_HOME: "/hf", HUGGINGFACE_HUB_CACHE: "/former", HF_HUB_CACHE: "~/new" }, "/home/me/new"],
    [{ HF_HUB_CACHE: "${A}$B/${}$", A: "/a", B: "b" }, "/ab/${}$"],
    [{ HF_HUB_CACHE: "~", HF_HOME: "/hf" }, "/home/me"],
    [{ HF_HUB_CACHE: "below" }, "/here/below"],
  ])("is, with %j, %s", (env, folder) => {
    expect(read(env)).toBe(folder);
  });

  it("is not where an empty variable says", () => {
    expect(read({ HF_HUB_CACHE: "", HF_HOME: "/hf" })).toBe("/hf/hub");
  });

  it("is below the system's home unless told", () => {
    const { folder } = readHubCache({ env: {}, cwd: "/here" });
    expect(folder).toBe(join(homedir(), ".cache", "huggingface", "hub"));
  });

  it("has no links where those were ruled out", () => {
    const cwd = "/here";
    expect(readHubCache({ env: {}, cwd }).noSymlinks).toBe(false);
    const env = { HF_HUB_DISABLE_SYMLINKS: "1" };
    expect(readHubCache({ env, cwd }).noSymlinks).toBe(true);
  });
});
