// Compiles the kernel: assembly/index.ts to dist/kernel.wasm.
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

// Nothing in assembly/ is a managed object, so the stub runtime adds neither an allocator nor a collector.
const options = [
  ["--outFile", "dist/kernel.wasm"],
  ["--runtime", "stub"],
  ["--enable", "simd"],
  ["--optimizeLevel", "3"],
  ["--shrinkLevel", "0"],
  ["--noAssert"],
  ["--uncheckedBehavior", "always"],
];

const baseDir = fileURLToPath(new URL(".", import.meta.url));
const { error } = await main(["assembly/index.ts", "--baseDir", baseDir, ...options.flat()], {
  stderr: process.stderr,
});
if (error) process.exitCode = 1;
