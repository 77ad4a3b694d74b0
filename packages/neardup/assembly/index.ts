export { foldTokens } from "./text/fold";
export { hashShingles, hashText } from "./text/hash";
export { workBytes } from "./text/work";
