// Compiles the kernel: assembly/index.ts to dist/kernel.wasm.
