// Loaded by `node --import` before the command: its clock is off by FLOCK_CLOCK_SHIFT milliseconds.
const shift = Number(process.env.FLOCK_CLOCK_SHIFT ?? 0);
const { now } = Date;
const RealDate = Date;

Date.now = () => now() + shift;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args) =>
    args.length === 0 ? new target(target.now()) : Reflect.construct(target, args),
  apply: (target) => new target(target.now()).toString(),
});
