import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Env } from "./env.ts";
import { type HubConfig, readHubConfig } from "./hub-config.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "flock-cli-"));
  await writeToken(".cache/huggingface/token", "hf_default\n");
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function writeToken(path: string, text: string): Promise<void> {
  await mkdir(join(home, path, ".."), { recursive: true });
  await writeFile(join(home, path), text);
}

const read = (env: Env): Promise<HubConfig> => readHubConfig({ env, cwd: home, home });

describe("the token", () => {
  it("comes from HF_TOKEN, HF_TOKEN_PATH, HF_HOME and the cache, in this order", async () => {
    await writeToken("mine", " hf_path \n");
    await writeToken("hub/token", "hf_home");
    await writeToken("xdg/huggingface/token", "hf_xdg");
    const all = {
      HF_TOKEN: "hf_env",
      HF_TOKEN_PATH: "mine",
      HF_HOME: "~/hub",
      XDG_CACHE_HOME: join(home, "xdg"),
    };
    expect((await read(all)).token).toBe("hf_env");
    const { HF_TOKEN: _, ...paths } = all;
    expect((await read(paths)).token).toBe("hf_path");
    expect((await read({ ...paths, HF_TOKEN_PATH: "" })).token).toBe("hf_home");
    expect((await read({ XDG_CACHE_HOME: join(home, "xdg") })).token).toBe("hf_xdg");
    expect((await read({})).token).toBe("hf_default");
  });

  it("is looked for where variables in the paths lead, as in Python", async () => {
    await writeToken("scratch/hf/token", "hf_scratch");
    const scratch = { SCRATCH: join(home, "scratch") };
    expect((await read({ ...scratch, HF_HOME: "$SCRATCH/hf" })).token).toBe("hf_scratch");
    const path = { ...scratch, HF_TOKEN_PATH: "${SCRATCH}/hf/token" };
    expect((await read(path)).token).toBe("hf_scratch");
  });

  it("is none without a file, and none where it was asked not to be read", async () => {
    expect((await read({ HF_HOME: join(home, "nothing") })).token).toBeUndefined();
    expect(
      (await read({ HF_TOKEN: "hf_x", HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" })).token,
    ).toBeUndefined();
  });

  it.each([
    [{ HF_TOKEN: "" }, "HF_TOKEN is empty", "TOKEN_EMPTY"],
    [{ HF_TOKEN: " \n" }, "HF_TOKEN is empty", "TOKEN_EMPTY"],
    [
      { HF_TOKEN: "hf_secret\r\nx: y" },
      "HF_TOKEN holds characters that no token has",
      "TOKEN_MALFORMED",
    ],
    [{ HF_TOKEN: "hf_secret é" }, "HF_TOKEN holds characters that no token has", "TOKEN_MALFORMED"],
    [{ HF_TOKEN_PATH: "empty" }, /^the token file .*empty is empty$/, "TOKEN_EMPTY"],
    [{ HF_TOKEN_PATH: "missing" }, /^cannot read the token file .*missing$/, "TOKEN_UNREADABLE"],
  ])("%j is refused, and never shown", async (env, message, code) => {
    await writeToken("empty", "\n");
    const error: unknown = await read(env).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: "usage",
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(error).toHaveProperty("next");
    expect(JSON.stringify(error)).not.toContain("secret");
  });
});

it.each([
  ["hub.example", "HF_ENDPOINT must be an http or https address: got hub.example"],
  ["ftp://me:secret@hub.example", "HF_ENDPOINT must be an http or https address"],
])("refuses the endpoint %s, and never shows a password", async (endpoint, message) => {
  await expect(read({ HF_ENDPOINT: endpoint })).rejects.toMatchObject({ kind: "usage", message });
});

it("takes an http or https endpoint, without the slash at its end", async () => {
  expect((await read({})).endpoint).toBe("https://huggingface.co");
  expect((await read({ HF_ENDPOINT: "http://127.0.0.1:8930/" })).endpoint).toBe(
    "http://127.0.0.1:8930",
  );
  for (const HF_ENDPOINT of ["huggingface.co", "ftp://x", "file:///etc"]) {
    await expect(read({ HF_ENDPOINT })).rejects.toThrow(
      `HF_ENDPOINT must be an http or https address: got ${HF_ENDPOINT}`,
    );
  }
});

it("reads proxies in either case", async () => {
  expect((await read({})).proxy).toBeUndefined();
  expect((await read({ NO_PROXY: "x" })).proxy).toBeUndefined();
  expect(
    (await read({ HTTPS_PROXY: "http://up", https_proxy: "http://low", NO_PROXY: "localhost" }))
      .proxy,
  ).toEqual({
    https: "http://low",
    noProxy: "localhost",
  });
  expect((await read({ ALL_PROXY: "http://all" })).proxy).toEqual({
    http: "http://all",
    https: "http://all",
  });
});

it("knows when it must stay offline", async () => {
  expect((await read({ HF_HUB_OFFLINE: "1" })).offline).toBe(true);
  expect((await read({ HF_HUB_OFFLINE: "0" })).offline).toBe(false);
});

it("reads how long the Hub may say nothing, in seconds", async () => {
  expect((await read({})).timeoutMs).toBeUndefined();
  expect((await read({ HF_HUB_DOWNLOAD_TIMEOUT: "" })).timeoutMs).toBeUndefined();
  expect((await read({ HF_HUB_DOWNLOAD_TIMEOUT: "0" })).timeoutMs).toBeUndefined();
  expect((await read({ HF_HUB_DOWNLOAD_TIMEOUT: " 7 " })).timeoutMs).toBe(7000);
  for (const value of ["-1", "1.5", "soon", "3601", "9".repeat(400)]) {
    await expect(read({ HF_HUB_DOWNLOAD_TIMEOUT: value })).rejects.toMatchObject({
      kind: "usage",
      code: "HUB_TIMEOUT_VALUE",
    });
  }
});
