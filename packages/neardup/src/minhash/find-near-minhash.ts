export { findNearReference as findNearMinhash } from "../reference/find-near-reference.ts";
