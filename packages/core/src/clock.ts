/** Milliseconds since the Unix epoch, as `Date.now` gives them. Packages take it as an option so that tests own time. */
export type Clock = () => number;
