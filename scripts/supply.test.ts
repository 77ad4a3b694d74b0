import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { isAllowed } from "./supply/licences.mjs";
import { listComponents } from "./supply/list-components.mjs";
import { readInstalled } from "./supply/read-installed.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const windows = process.platform === "win32";
const components = listComponents(root);
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly packageManager: string;
};

interface Bom {
  readonly components: readonly {
    readonly "bom-ref": string;
    readonly scope: string;
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly licenses: readonly object[];
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const run = (script: string): string =>
  execFileSync(process.execPath, [join(root, "scripts", script)], { encoding: "utf8" });

/** What pnpm itself says is installed for the apps and packages at run time. */
function listByPnpm(): string[] {
  const filters = ["./apps/*", "./packages/*"].flatMap((path) => ["--filter", path]);
  const args = ["--yes", packageManager, "licenses", "list", "--prod", "--json", ...filters];
  const options = { cwd: root, shell: windows, encoding: "utf8", stdio: "pipe" } as const;
  const listed = JSON.parse(execFileSync("npx", args, options)) as Record<
    string,
    readonly { readonly name: string; readonly versions: readonly string[] }[]
  >;
  return Object.entries(listed)
    .flatMap(([licence, found]) =>
      found.flatMap(({ name, versions }) => versions.map((v) => `${name}@${v} ${licence}`)),
    )
    .toSorted();
}

describe("supply", () => {
  it("supply: no dependency has an install script", () => {
    const installed = readInstalled(root);
    const found = components.flatMap(({ id }) => installed.get(id) ?? []);
    expect(found.length).toBeGreaterThan(90);
    // npm runs node-gyp where there is a binding.gyp and no script (docs.npmjs.com, scripts, "install").
    const building = found.filter(
      ({ folder, manifest: { scripts = {} } }) =>
        ["preinstall", "install", "postinstall"].some((name) => name in scripts) ||
        existsSync(join(folder, "binding.gyp")),
    );
    expect(building.map(({ folder }) => folder)).toEqual([]);
  });

  it("supply: every dependency is used", () => {
    const knip = join(root, "node_modules", "knip", "bin", "knip.js");
    const { status, stdout } = spawnSync(process.execPath, [knip, "--dependencies"], {
      cwd: root,
      encoding: "utf8",
    });
    expect({ status, stdout: status === 0 ? "" : stdout }).toEqual({ status: 0, stdout: "" });
  });

  it("supply: every licence is allowed, and listed by one command", () => {
    expect(components.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
    const lines = run("licences.mjs").split("\n");
    for (const { id, licence } of components) {
      expect(lines.some((line) => line.split(/ {2,}/).join(" ") === `${id} ${licence}`)).toBe(true);
    }
  });

  it("supply: what is listed is what pnpm has installed, and nothing is missing", () => {
    const installed = readInstalled(root);
    const ours = components
      .filter(({ id, isOwn, name }) => !isOwn && installed.has(id) && name !== "assemblyscript")
      .map(({ id, licence }) => `${id} ${licence}`);
    expect(ours.toSorted()).toEqual(listByPnpm());
  });

  it("supply: one command makes an SBOM, the same each time", () => {
    const text = run("sbom.mjs");
    expect(run("sbom.mjs")).toBe(text);
    const bom = JSON.parse(text) as Bom;
    expect(bom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 });
    const refs = bom.components.map((component) => component["bom-ref"]);
    expect(new Set(refs).size).toBe(components.length);
    expect(bom.dependencies.map(({ ref }) => ref).slice(1)).toEqual(refs);
    for (const ref of bom.dependencies.flatMap(({ dependsOn }) => dependsOn)) {
      expect(refs).toContain(ref);
    }
    const foreign = bom.components.filter(({ group }) => group !== "@flock-tools");
    for (const { hashes, licenses } of foreign) {
      expect(hashes).toEqual([
        { alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) as string },
      ]);
      expect(licenses).toHaveLength(1);
    }
    // Told to the machine that it is for, whatever this one is.
    expect(refs.filter((ref) => ref.includes("libsql/darwin"))).toHaveLength(2);
  });
});

describe("isAllowed", () => {
  it.each(["MIT", "(MIT OR GPL-3.0-only)", "MIT AND (ISC OR GPL-3.0-only)", "Apache-2.0 AND MIT"])(
    "takes %s",
    (licence) => {
      expect(isAllowed(licence)).toBe(true);
    },
  );

  it.each([
    "GPL-3.0-only",
    "MIT AND GPL-3.0-only",
    "GPL-3.0-or-later WITH Classpath-exception-2.0",
    "MIT WITH x",
    "SEE LICENSE IN LICENSE",
    "UNLICENSED",
    "(MIT",
    "MIT)",
    "MIT OR",
    "",
  ])("refuses %j", (licence) => {
    expect(isAllowed(licence)).toBe(false);
  });
});
