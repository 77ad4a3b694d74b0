import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

const root = new URL("../", import.meta.url);
const manifests = ["apps", "packages"].flatMap((floor) =>
  readdirSync(new URL(`${floor}/`, root)).map((name) => `${floor}/${name}`),
);

// `turbo boundaries` checks the rest, but does not tell what is needed at run time from what tests need.
describe("the local network is a tool of tests", () => {
  it.each(manifests.filter((path) => path !== "apps/devnet"))("%s runs without it", (path) => {
    const manifest = JSON.parse(
      readFileSync(new URL(`${path}/package.json`, root), "utf8"),
    ) as Manifest;
    expect(Object.keys(manifest.dependencies ?? {})).not.toContain("@flock-tools/devnet");
  });
});
