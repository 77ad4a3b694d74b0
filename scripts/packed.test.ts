import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const windows = process.platform === "win32";
const names = readdirSync(join(root, "packages"));
let folder: string;

interface Manifest {
  readonly packageManager: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest;
}

/** Lays `name`'s tarball out in an empty folder with nothing beside it but what its manifest declares. */
function install(name: string): void {
  const target = join(folder, "node_modules", "@flock-tools", name);
  mkdirSync(join(target, "node_modules"), { recursive: true });
  const tarball = join(folder, `flock-tools-${name}-0.1.0.tgz`);
  execFileSync("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
  for (const dependency of Object.keys(readManifest(target).dependencies ?? {})) {
    if (dependency.startsWith("@flock-tools/")) continue;
    const link = join(target, "node_modules", dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "packages", name, "node_modules", dependency), link, "junction");
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flock-packed-"));
  const { packageManager } = readManifest(root);
  const pack = ["-r", "--filter", "./packages/*", "pack", "--pack-destination", folder];
  execFileSync("npx", ["--yes", packageManager, ...pack], {
    cwd: root,
    shell: windows,
    stdio: "pipe",
  });
  for (const name of names) install(name);
  mkdirSync(join(folder, "node_modules", "@types"));
  symlinkSync(
    join(root, "node_modules", "@types", "node"),
    join(folder, "node_modules", "@types", "node"),
    "junction",
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(names)("the packed @flock-tools/%s", (name) => {
  it("holds its code, types, README and LICENSE, and no test", () => {
    const target = join(folder, "node_modules", "@flock-tools", name);
    expect(readdirSync(target)).toEqual(
      expect.arrayContaining(["LICENSE", "README.md", "dist", "package.json"]),
    );
    const files = readdirSync(join(target, "dist"), { recursive: true }).map(String);
    expect(files).toEqual(expect.arrayContaining(["index.js", "index.d.ts"]));
    expect(files.filter((file) => /\.test\.|tsbuildinfo/.test(file))).toEqual([]);
  });

  it("imports", () => {
    const program = `import * as all from "@flock-tools/${name}"; process.stdout.write(String(Object.keys(all).length))`;
    const count = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: folder,
    });
    expect(Number(count)).toBeGreaterThan(0);
  });

  it("type-checks, its declarations included", () => {
    writeFileSync(
      join(folder, `${name}.ts`),
      `import * as all from "@flock-tools/${name}";\nexport const names: string[] = Object.keys(all);\n`,
    );
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const flags = "--noEmit --strict --module nodenext --target es2023 --types node".split(" ");
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...flags, `${name}.ts`], {
      cwd: folder,
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});
