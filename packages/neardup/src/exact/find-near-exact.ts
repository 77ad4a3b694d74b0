export { findNearReference as findNearExact } from "../reference/find-near-reference.ts";
