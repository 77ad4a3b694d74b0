import type { Check, Finding } from "../check.ts";

/** As `engines` in package.json says. */
const OLDEST = [20, 19, 0] as const;

export const NODE: Check = {
  name: "node",
  area: "machine",
  run: () =>
    Promise.resolve(judgeNode(process.versions.node, `${process.platform} ${process.arch}`)),
};

/** Whether this version of Node.js, such as `20.19.0`, is new enough. */
export function judgeNode(version: string, platform: string): Finding {
  const facts = { version, platform };
  const seen = `Node.js ${version} on ${platform}`;
  if (isAtLeast(version, OLDEST)) return { status: "ok", seen, facts };
  return {
    status: "failed",
    seen,
    next: `install Node.js ${OLDEST.join(".")} or newer from https://nodejs.org`,
    facts,
  };
}

function isAtLeast(version: string, oldest: readonly number[]): boolean {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10));
  const decisive = oldest.findIndex((part, index) => part !== parts[index]);
  return decisive < 0 || (parts[decisive] ?? 0) > (oldest[decisive] ?? 0);
}
