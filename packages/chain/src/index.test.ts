import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "ChainError",
    "NETWORKS",
    "connectChain",
    "getBlock",
    "getBlockAt",
    "getCommitments",
    "getFinalizedBlock",
    "getSubnet",
    "listSubnets",
    "resolveNetwork",
    "resolveNode",
  ]);
});

it("loads nothing but core until a connection is made", () => {
  expect(staticImports(new URL("index.ts", import.meta.url))).toEqual(
    new Set(["@flock-tools/core"]),
  );
});

/** The packages that a module imports when it is loaded, by itself or through its own modules. */
function staticImports(module: URL, seen: Set<string> = new Set()): Set<string> {
  const text = readFileSync(module, "utf8");
  const packages = new Set<string>();
  for (const [, isTyped, names = "", from = ""] of text.matchAll(
    /^(?:import|export) (type )?([^;]*?)from "([^"]+)";/gms,
  )) {
    const isErased =
      isTyped !== undefined ||
      (names.trim().startsWith("{") &&
        names
          .replaceAll(/[{}\s]+/g, " ")
          .split(",")
          .every((name) => name.trim() === "" || name.trim().startsWith("type ")));
    if (isErased) continue;
    if (!from.startsWith(".")) {
      packages.add(from);
    } else if (!seen.has(new URL(from, module).href)) {
      const next = new URL(from, module);
      seen.add(next.href);
      for (const name of staticImports(next, seen)) packages.add(name);
    }
  }
  return packages;
}
