export { countRows } from "./count-rows.ts";
export { RowCounter } from "./row-counter.ts";
