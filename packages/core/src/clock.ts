/** Milliseconds since the Unix epoch, as `Date.now` gives them. Packages take it as an option so that tests own time. */
export type Clock = () => number;

/** The time of day at the start of the process, and steady from there: setting the system's clock moves no deadline. */
export const steadyClock: Clock = () => performance.timeOrigin + performance.now();
