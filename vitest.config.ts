import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{apps,packages,bench,conformance,reliability,scripts}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    reporters: ["default", ["json", { outputFile: "node_modules/.cache/tests.json" }]],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
