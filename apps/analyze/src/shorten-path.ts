import { isAbsolute, relative, sep } from "node:path";

/** A path as a person in the folder `cwd` would write it. */
export function shortenPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  if (short === "") return ".";
  const isOutside = short === ".." || short.startsWith(`..${sep}`) || isAbsolute(short);
  return isOutside ? path : short;
}
