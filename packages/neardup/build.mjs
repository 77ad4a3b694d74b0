// Compiles the kernel: assembly/index.ts to dist/kernel.wasm.
import { main } from "assemblyscript/asc";
import { fileURLToPath } from "node:url";

// The memory is the caller's, so that it chooses the limits and gives it back as a whole. Nothing
// in assembly/ is a managed object: with the stub runtime no allocator and no collector is linked.
// No --converge: it changed neither speed nor size, and doubled the time of the build.
const options = [
  ["--outFile", "dist/kernel.wasm"],
  ["--runtime", "stub"],
  ["--enable", "simd"],
  ["--enable", "threads"],
  ["--importMemory"],
  // Threads work in one memory, each with an instance of its own.
  ["--sharedMemory"],
  ["--maximumMemory", "65536"],
  ["--optimizeLevel", "3"],
  ["--shrinkLevel", "0"],
  ["--noAssert"],
  ["--uncheckedBehavior", "always"],
  // Names of functions, 3 kB of 207: without them a profile says nothing.
  ["--debug"],
];

const baseDir = fileURLToPath(new URL(".", import.meta.url));
const { error } = await main(["assembly/index.ts", "--baseDir", baseDir, ...options.flat()], {
  stderr: process.stderr,
});
if (error) process.exitCode = 1;
